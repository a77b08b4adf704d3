using Npgsql;

namespace Reo.Ingestion.Writing;

/// <summary>Kinds of failure that another attempt can mend.</summary>
internal static class StoreFailures
{
    /// <summary>PostgreSQL's classes 08, 53, 57 and 58 (connection, resources, operator, system); and no answer at all.</summary>
    public static bool IsOutage(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is PostgresException { SqlState: var state })
                return state[..2] is "08" or "53" or "57" or "58";
            if (e is NpgsqlException or TimeoutException or IOException or ObjectDisposedException or OperationCanceledException)
                return true;
        }

        return false;
    }

    /// <summary>Classes 23 and 40 (a unique index, a deadlock); and Marten's own, for a stream that moved meanwhile.</summary>
    public static bool IsRace(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is PostgresException { SqlState: var state })
                return state[..2] is "23" or "40";
        }

        return exception is JasperFx.ConcurrencyException or Marten.Exceptions.MartenException;
    }
}
