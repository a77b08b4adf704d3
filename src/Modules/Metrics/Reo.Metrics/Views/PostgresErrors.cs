using Npgsql;

namespace Reo.Metrics.Views;

internal static class PostgresErrors
{
    /// <summary>What PostgreSQL refused, also within the exception that a session makes of it; null when it was something else.</summary>
    public static PostgresException? Of(Exception? e) => e is null ? null : e as PostgresException ?? Of(e.InnerException);
}
