namespace Reo.EmbeddedPostgres;

/// <summary>
/// PostgreSQL could not be found, fetched, started or stopped. The message says what happened and what to do about it;
/// it never holds a password.
/// </summary>
public sealed class EmbeddedPostgresException : Exception
{
    public EmbeddedPostgresException()
    {
    }

    public EmbeddedPostgresException(string message)
        : base(message)
    {
    }

    public EmbeddedPostgresException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
