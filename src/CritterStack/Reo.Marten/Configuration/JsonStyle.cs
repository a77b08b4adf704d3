namespace Weasel.Core;

public enum EnumStorage
{
    AsInteger,
    AsString,
}

/// <summary>How member names are written in JSON.</summary>
public enum Casing
{
    Default,
    CamelCase,
    SnakeCase,
}
