using System.Collections.Concurrent;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using Marten;
using Npgsql;

namespace Reo.Metrics.Views;

/// <summary>
/// Events that PostgreSQL cannot apply. A page is written by a few statements, whose error names no event: so a page that comes again is
/// tried in halves first. Who is to blame is told to the daemon, which keeps a dead letter and sends the page again without it.
/// </summary>
internal sealed class LeftOut
{
    private readonly ConcurrentDictionary<string, long> _tried = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, PostgresException> _found = new();

    /// <summary>A condition on <c>event</c>: it is no dead letter of this projection.</summary>
    public const string Condition =
        $"""
        event.seq_id <> all(array(
            select (letter.data ->> 'EventSequence')::bigint from app.mt_doc_deadletterevent letter
            where letter.data ->> 'ProjectionName' = '{ViewTables.ProjectionName}'))
        """;

    /// <summary>Errors that the data of an event can cause.</summary>
    public static bool IsOfData(PostgresException error) => error.SqlState.StartsWith("22", StringComparison.Ordinal);

    /// <summary>Those found, as far as they can be in this page; their dead letters are not committed yet.</summary>
    public long[] Between(long first, long last) => [.. _found.Keys.Where(sequence => sequence >= first && sequence <= last)];

    /// <exception cref="ApplyEventException">Names one of them.</exception>
    public async Task CheckAsync(IDocumentStore store, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var (tenantId, first, last) = (events[0].TenantId, events[0].Sequence, events[^1].Sequence);
        foreach (var e in events)
        {
            if (_found.TryGetValue(e.Sequence, out var error))
                throw new ApplyEventException(e, error);
        }

        var isNew = !_tried.TryGetValue(tenantId, out var before) || first > before;
        _tried[tenantId] = last;
        if (isNew)
        {
            foreach (var passed in _found.Keys.Where(sequence => sequence < first))
                _found.TryRemove(passed, out _);
            return;
        }

        var scope = Scope.Range(tenantId, first, last).Without(Between(first, last));
        if (await EventToBlame.FindAsync(store, ViewTables.LiveSchema, scope, first, last, cancellation) is var (sequence, cause)
            && events.FirstOrDefault(e => e.Sequence == sequence) is { } blamed)
        {
            _found[sequence] = cause;
            throw new ApplyEventException(blamed, cause);
        }
    }
}
