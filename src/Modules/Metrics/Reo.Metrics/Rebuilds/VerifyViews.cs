using Marten;
using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>Makes the views anew and compares them with the live ones, which stay as they are.</summary>
internal sealed class VerifyViews(BuildViews build, ViewsVersion version, NpgsqlDataSource database, IDocumentStore store)
{
    private const string Side = "reports_verify";

    private readonly SwitchViews _switch = new(database, store);

    /// <exception cref="EventNotApplicableException">Names the event.</exception>
    /// <exception cref="OtherVersionException">There is nothing to compare with.</exception>
    /// <returns>Nothing when they are the same; null when somebody else verifies at this moment.</returns>
    public async Task<IReadOnlyList<ViewDifference>?> RunAsync(string? tenantId, Action<long, long> progress, CancellationToken cancellation)
    {
        await using var held = await RebuildLock.TryTakeAsync(database, $"{ViewTables.ProjectionName} verify", cancellation);
        if (held is null)
            return null;

        var tenants = tenantId is { } one ? [one] : await build.TenantsAsync(cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await OtherVersionException.ThrowIfAsync(connection, version, cancellation);
        var indexes = await SideTables.CreateAsync(connection, Side, version, cancellation);
        try
        {
            var position = await _switch.PositionAsync(cancellation);
            await build.RunAsync(Side, indexes, [.. tenants.Select(tenant => Scope.UpTo(tenant, position, asOf: null))], progress, cancellation);
            var differences = new List<ViewDifference>();
            await _switch.WhenLevelAsync(Side, tenantId, position, isAlone: false, async transaction =>
                differences.AddRange(await CompareViews.RunAsync(transaction, Side, tenantId, cancellation)), cancellation);
            return differences;
        }
        finally
        {
            await SideTables.DropAsync(connection, Side, CancellationToken.None);
        }
    }
}
