namespace JasperFx.Events.Projections;

public class AsyncOptions
{
    private readonly List<string> _tables = [];
    private readonly List<Type> _documents = [];

    /// <summary>Events in one page.</summary>
    public int BatchSize { get; set; } = 500;

    internal IReadOnlyList<string> TablesToClear => _tables;

    internal IReadOnlyList<Type> DocumentsToClear => _documents;

    /// <summary>Empties this table before a rebuild.</summary>
    public void DeleteDataInTableOnTeardown(string tableIdentifier) => _tables.Add(tableIdentifier);

    /// <summary>Deletes all documents of this type before a rebuild.</summary>
    public void DeleteViewTypeOnTeardown<T>() => DeleteViewTypeOnTeardown(typeof(T));

    public void DeleteViewTypeOnTeardown(Type type) => _documents.Add(type);
}
