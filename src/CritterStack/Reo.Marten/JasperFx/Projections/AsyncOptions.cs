namespace JasperFx.Events.Projections;

public class AsyncOptions
{
    private readonly List<string> _tables = [];

    /// <summary>Events in one page.</summary>
    public int BatchSize { get; set; } = 500;

    public int MaximumHopperSize { get; set; } = 5000;

    internal IReadOnlyList<string> TablesToClear => _tables;

    /// <summary>Empties this table before a rebuild.</summary>
    public void DeleteDataInTableOnTeardown(string tableIdentifier) => _tables.Add(tableIdentifier);
}
