using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Reo.Host.Tests.Faults;

/// <summary>The host as a process of its own with its demo tenant, serving on a loopback port, without the rate limits.</summary>
internal sealed partial class ServingHost : IAsyncDisposable
{
    private readonly HostProcess _process;

    private ServingHost(HostProcess process, int port, string key)
    {
        _process = process;
        Port = port;
        Key = key;
    }

    public int Port { get; }

    public string Key { get; }

    public static async Task<ServingHost> StartAsync(string connectionString, int? port = null, params string[] settings)
    {
        var listensOn = port ?? FreePort();
        var process = HostProcess.Start(
            connectionString,
            ["--environment", "Development", "--urls", $"http://127.0.0.1:{listensOn}",
                "--Ingestion:RequestsPerSecond=0", "--Ingestion:DeveloperEventsPerSecond=0", .. settings]);
        await process.SaysAsync("Ctrl-C stops.");
        return new ServingHost(process, listensOn, PrintedKey.Match(process.Said).Groups["key"].Value);
    }

    /// <summary>kill -9.</summary>
    public async ValueTask DisposeAsync() => await _process.DisposeAsync();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("X-API-KEY: (?<key>[A-Za-z0-9_-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrintedKey { get; }
}
