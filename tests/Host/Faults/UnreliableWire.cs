using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Reo.Host.Tests.Faults;

/// <summary>
/// Stands between the host and PostgreSQL. Every so many commits it cuts the connection: in turns before the commit reaches the server, and
/// after it did but before its answer comes back.
/// </summary>
internal sealed class UnreliableWire : IAsyncDisposable
{
    private const int CutEvery = 7;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Task _accepting;
    private int _commits;
    private int _cuts;

    public UnreliableWire(string connectionString)
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

    public bool IsCutting { get; set; }

    public int Cuts => Volatile.Read(ref _cuts);

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
            await Task.WhenAny(RequestsAsync(client.GetStream(), server.GetStream()), AnswersAsync(server.GetStream(), client.GetStream()));
        }
    }

    private async Task RequestsAsync(NetworkStream client, NetworkStream server)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await client.ReadAsync(buffer, _stop.Token)) > 0)
            {
                var isLost = IsCutting && IsCommit(buffer.AsSpan(0, read)) && Interlocked.Increment(ref _commits) % CutEvery == 0;
                var isLostOnTheWayBack = isLost && Interlocked.Increment(ref _cuts) % 2 == 0;
                if (!isLost || isLostOnTheWayBack)
                    await server.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
                if (isLost)
                    return;
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Either side hung up, or the test is over.
        }
    }

    private async Task AnswersAsync(NetworkStream server, NetworkStream client)
    {
        try
        {
            await server.CopyToAsync(client, _stop.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Either side hung up, or the test is over.
        }
    }

    /// <summary>The driver sends it as a simple query.</summary>
    private static bool IsCommit(ReadOnlySpan<byte> sent) => sent.IndexOf("COMMIT"u8) >= 0;
}
