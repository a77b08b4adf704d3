using System.Net.Sockets;
using Npgsql;

namespace Marten.Events.Daemon;

/// <summary>Tells a database that cannot be used at the moment from work that it refuses.</summary>
internal static class Outage
{
    public static bool Is(Exception? failure) => failure switch
    {
        null => false,
        PostgresException refused => refused.IsTransient,
        NpgsqlException or SocketException => true,
        _ => Is(failure.InnerException),
    };
}
