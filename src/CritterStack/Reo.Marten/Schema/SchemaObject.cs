namespace Marten.Schema;

/// <summary>A schema, table, index or sequence that the store needs.</summary>
/// <param name="Name">A schema's own; of anything else, qualified with its schema.</param>
/// <param name="CreateSql">Creates it, unless it exists.</param>
internal sealed record SchemaObject(string Name, string CreateSql)
{
    public static SchemaObject Schema(string name) => new(name, $"create schema if not exists {name}");
}
