using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Reo.EmbeddedPostgres.Running;

internal static class FreePort
{
    // Below the ports that operating systems give to outgoing connections, so that a restart finds its port still free.
    private const int First = 20000;
    private const int End = 32000;

    public static int Choose()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
            if (IsFree(port))
                return port;
        }

        throw new EmbeddedPostgresException($"No free port found on 127.0.0.1 between {First} and {End}. Name one with the option Port.");
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
