using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Reo.Host.Database;

/// <summary>Tries the configured connection once, before anything is built on it.</summary>
internal static class ConfiguredServer
{
    private const int OldestMajorVersion = 15;
    private const int SecondsToConnect = 10;

    /// <exception cref="DatabaseRefusedException">It does not work.</exception>
    public static async Task CheckAsync(string connectionString, CancellationToken cancellation)
    {
        var parts = Parse(connectionString);
        try
        {
            await using var connection = new NpgsqlConnection(parts.ConnectionString);
            await connection.OpenAsync(cancellation);
            if (connection.PostgreSqlVersion.Major < OldestMajorVersion)
                throw new DatabaseRefusedException(
                    $"ConnectionStrings:reo: the server is PostgreSQL {connection.PostgreSqlVersion}; {OldestMajorVersion} or newer is needed.");
        }
        catch (NpgsqlException e)
        {
            throw new DatabaseRefusedException($"ConnectionStrings:reo: {Explain(e, parts)}", e);
        }
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = SecondsToConnect };
            return parts.Host is { Length: > 0 }
                ? parts
                : throw new DatabaseRefusedException("ConnectionStrings:reo: the host is missing. Write Host=…;Database=…;Username=…;Password=….");
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // Not the inner exception: it can quote a value, and the value can be the password.
            throw new DatabaseRefusedException(
                $"ConnectionStrings:reo: it cannot be read{NameOf(e)}. Write Host=…;Database=…;Username=…;Password=….");
        }
    }

    private static string NameOf(Exception e) => e is ArgumentException { ParamName: { Length: > 0 } name } ? $" at '{name}'" : "";

    private static string Explain(NpgsqlException failure, NpgsqlConnectionStringBuilder parts) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } =>
            $"the password of user '{parts.Username}' is rejected by {parts.Host}:{parts.Port}.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            $"the user '{parts.Username}' does not exist on {parts.Host}:{parts.Port}, or may not connect from here.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            $"the database '{parts.Database}' does not exist on {parts.Host}:{parts.Port}. Create it, or name another one.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
            $"the user '{parts.Username}' may not connect to the database '{parts.Database}'.",
        PostgresException refused => $"{parts.Host}:{parts.Port} refuses the connection: {refused.MessageText}.",
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } =>
            $"the host '{parts.Host}' is not known.",
        { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } =>
            $"nothing listens on port {parts.Port} of host '{parts.Host}'.",
        { InnerException: TimeoutException or SocketException } =>
            $"the host '{parts.Host}' does not answer on port {parts.Port} within {SecondsToConnect} s.",
        { InnerException: AuthenticationException tls } => $"no secure connection to {parts.Host}:{parts.Port}: {tls.Message}",
        _ when failure.Message.Contains("No password has been provided", StringComparison.Ordinal) =>
            $"{parts.Host}:{parts.Port} asks for a password, and there is none.",
        _ => $"{parts.Host}:{parts.Port}: {failure.Message}",
    };
}
