namespace Marten.Schema;

/// <summary>A table, index or sequence that the store needs.</summary>
/// <param name="Name">Qualified with its schema.</param>
/// <param name="CreateSql">Creates it, unless it exists.</param>
internal sealed record SchemaObject(string Name, string CreateSql);
