using JasperFx.Events;
using JasperFx.Events.Daemon;
using Marten.Events.Projections;
using Marten.Exceptions;
using Marten.Services;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marten.Events.Daemon;

/// <summary>Applies a page in one transaction: the shard's progress, then a call of the projection for each tenant.</summary>
internal sealed class PageApplier(
    DocumentStore store, ProjectionRegistration projection, ProgressTable progress, ErrorHandlingOptions errors, ILogger logger)
{
    public async Task ApplyAsync(EventPage page, CancellationToken ct)
    {
        var deadLetters = new List<DeadLetterEvent>();
        while (true)
        {
            try
            {
                await CommitAsync(page, deadLetters, ct);
                return;
            }
            catch (Exception failure) when (Poison(page, failure) is { Count: > 0 } poison)
            {
                deadLetters.AddRange(poison);
                page = page with { Events = [.. page.Events.Where(e => poison.TrueForAll(letter => letter.EventSequence != e.Sequence))] };
            }
        }
    }

    private async Task CommitAsync(EventPage page, List<DeadLetterEvent> deadLetters, CancellationToken ct)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await progress.AdvanceAsync(transaction, projection.ShardName, page.Floor, page.Ceiling, ct);
        if (page.Events.Count > 0 || deadLetters.Count > 0)
            await WriteAsync(transaction, page, deadLetters, ct);
        await transaction.CommitAsync(ct);
    }

    private async Task WriteAsync(NpgsqlTransaction transaction, EventPage page, List<DeadLetterEvent> deadLetters, CancellationToken ct)
    {
        await using var session = store.LightweightSession(SessionOptions.ForTransaction(transaction));
        foreach (var tenant in page.Events.GroupBy(e => e.TenantId, StringComparer.Ordinal))
            await projection.Projection.ApplyAsync(session.ForTenant(tenant.Key), [.. tenant], ct);

        session.Store<DeadLetterEvent>(deadLetters);
        await session.SaveChangesAsync(ct);
    }

    /// <summary>The events that are to blame, if they are known and may be skipped.</summary>
    private List<DeadLetterEvent>? Poison(EventPage page, Exception failure)
    {
        var cause = Causes(failure).FirstOrDefault(e => e is ApplyEventException or EventDeserializationFailureException);
        return cause switch
        {
            EventDeserializationFailureException when errors.SkipSerializationErrors => Unreadable(page),
            ApplyEventException unapplied when errors.SkipApplyErrors => Unapplied(page, unapplied),
            _ => null,
        };
    }

    /// <summary>Data is read on first use; once one event fails, all of the page are tried, so that the page is repeated only once.</summary>
    private List<DeadLetterEvent> Unreadable(EventPage page)
    {
        var letters = new List<DeadLetterEvent>();
        foreach (var e in page.Events)
        {
            try
            {
                _ = e.Data;
            }
            catch (EventDeserializationFailureException failure)
            {
                letters.Add(Letter(e, failure, typeof(EventDeserializationFailureException).FullName));
            }
        }

        return letters;
    }

    private List<DeadLetterEvent> Unapplied(EventPage page, ApplyEventException failure)
    {
        var e = page.Events.FirstOrDefault(e => e.Sequence == failure.Event.Sequence);
        return e is null ? [] : [Letter(e, failure, failure.InnerException?.GetType().Name)];
    }

    private DeadLetterEvent Letter(IEvent e, Exception failure, string? exceptionType)
    {
        logger.LogError(failure, "Projection {Projection} skips the event at {Sequence} and keeps a dead letter of it", projection.Name, e.Sequence);
        return new DeadLetterEvent
        {
            Id = Guid.CreateVersion7(),
            ProjectionName = projection.Name,
            ShardName = "All",
            Timestamp = store.Options.Events.TimeProvider.GetUtcNow(),
            ExceptionMessage = failure.Message,
            ExceptionType = exceptionType,
            EventSequence = e.Sequence,
            TenantId = e.TenantId,
        };
    }

    private static IEnumerable<Exception> Causes(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
            yield return failure;
    }
}
