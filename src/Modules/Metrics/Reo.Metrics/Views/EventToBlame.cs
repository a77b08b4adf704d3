using Marten;
using Npgsql;

namespace Reo.Metrics.Views;

/// <summary>Finds the one event that PostgreSQL cannot apply, by halving: the error itself does not name it.</summary>
internal static class EventToBlame
{
    /// <returns>The first of the scope's events that cannot be applied, and why; null when all can be.</returns>
    public static async Task<(long Sequence, PostgresException Error)?> FindAsync(
        IDocumentStore store, string schema, Scope scope, long low, long high, CancellationToken cancellation)
    {
        if (await TryAsync(store, schema, scope.Between(low, high), cancellation) is not { } error)
            return null;

        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (await TryAsync(store, schema, scope.Between(low, middle), cancellation) is { } inFirstHalf)
                (high, error) = (middle, inFirstHalf);
            else
                low = middle + 1;
        }

        return (low, error);
    }

    private static async Task<PostgresException?> TryAsync(IDocumentStore store, string schema, Scope scope, CancellationToken cancellation)
    {
        try
        {
            await using var session = LongSession.Of(store, scope.TenantId);
            session.QueueNamed($"with {DailyUsage.Sql(schema, scope)} select count(*) from daily", scope.Parameters);
            await session.SaveChangesAsync(cancellation);
            return null;
        }
        catch (Exception e) when (PostgresErrors.Of(e) is { } error && LeftOut.IsOfData(error))
        {
            return PostgresErrors.Of(e);
        }
    }
}
