using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Reo.CritterStack.Promises.Marten;

/// <summary>Stands between client and server, and counts how often the client spoke after the server had.</summary>
/// <remarks>
/// That is at least the number of round trips. It is one or two more for a long batch: the server answers what resets the
/// connection and begins the transaction while the rest of the batch is still on its way.
/// </remarks>
internal sealed class RoundTripCounter : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Task _accepting;
    private int _count;

    public RoundTripCounter(string connectionString)
    {
        _server = new NpgsqlConnectionStringBuilder(connectionString);
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = IPAddress.Loopback.ToString(),
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
        }.ConnectionString;
        _accepting = AcceptAsync();
    }

    public string ConnectionString { get; }

    public int Count => Volatile.Read(ref _count);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var conversations = new List<Task>();
        try
        {
            while (true)
                conversations.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(_server.Host!, _server.Port, _stop.Token);
            var clientSpoke = 0;
            await Task.WhenAny(
                PumpAsync(client, server, () =>
                {
                    if (Interlocked.Exchange(ref clientSpoke, 1) == 0)
                        Interlocked.Increment(ref _count);
                }),
                PumpAsync(server, client, () => Interlocked.Exchange(ref clientSpoke, 0)));
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Action spoke)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer, _stop.Token)) > 0)
            {
                spoke();
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Either side hung up, or the test is over.
        }
    }
}
