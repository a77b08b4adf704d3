namespace Reo.Analyzers.Search;

/// <summary>The names by which activity types are recognised. Nothing depends on the assembly that defines them.</summary>
internal static class Names
{
    /// <summary>The member of a posted body.</summary>
    public const string WireName = "activity_type";

    /// <summary>A member of an object, and the attribute and the string syntax that mark one.</summary>
    public const string ActivityType = "ActivityType";

    public const string ActivityTypeAttribute = "ActivityTypeAttribute";
    public const string StringSyntaxAttribute = "StringSyntaxAttribute";
    public const string JsonPropertyNameAttribute = "JsonPropertyNameAttribute";
    public const string JsonPropertyAttribute = "JsonPropertyAttribute";

    /// <summary>The SDK whose use calls for a plan file.</summary>
    public const string ClientAssembly = "Reo.Client";

    public const string ConstantsClass = "ActivityTypes";

    /// <summary>The generated method that gives the activity type of a member of the closed set.</summary>
    public const string KeyOfMetric = "KeyOf";
}

/// <summary>Constructs whose source does not tell the name of what they call.</summary>
[Flags]
internal enum Unnamed
{
    None = 0,

    /// <summary><c>new(…)</c>, <c>base(…)</c></summary>
    Creation = 1,

    /// <summary><c>x[…]</c></summary>
    Element = 2,

    /// <summary><c>f(…)</c> for a delegate</summary>
    Invocation = 4,
}

/// <summary>The names of methods, types, properties and fields that have something marked as an activity type.</summary>
internal sealed record MarkedNames(HashSet<string> All, Unnamed Unnamed)
{
    public static MarkedNames None { get; } = new([], Search.Unnamed.None);

    public bool Has(Unnamed unnamed) => (Unnamed & unnamed) != Search.Unnamed.None;
}
