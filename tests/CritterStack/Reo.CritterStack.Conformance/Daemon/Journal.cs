using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace Reo.CritterStack.Conformance.Daemon;

internal sealed record Opened(string Owner);

internal sealed record Deposited(int Amount);

internal sealed record Noted(string Text);

internal sealed record Closed;

internal sealed record JournalLine(int Call, string Tenant, long Sequence, long Transaction);

/// <summary>Writes a row for each event it is given. A second row for one event fails, so that no event is ever applied twice unseen.</summary>
internal sealed class Journal(string name, Action<IReadOnlyList<IEvent>>? before = null, int calls = 0) : IProjection
{
    public const string TableSql =
        """
        create table if not exists journal(
            written bigserial,
            projection text,
            seq bigint,
            tenant text,
            call int,
            primary key (projection, seq))
        """;

    private int _calls = calls;

    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        before?.Invoke(events);
        var call = Interlocked.Increment(ref _calls);
        foreach (var e in events)
            operations.QueueSqlCommand(
                "insert into journal(projection, seq, tenant, call) values (?, ?, ?, ?)", name, e.Sequence, operations.TenantId, call);
        return Task.CompletedTask;
    }
}
