using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Reo.Testing;

/// <summary>
/// The whole host in a process of its own, with its demo tenant, that a test may kill and start again on the same port and database. The test
/// project references src/Host, so that its program lies beside the tests.
/// </summary>
public sealed partial class RunningHost : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private readonly string _connectionString;
    private readonly int _port = FreePort();
    private readonly string[] _settings;
    private Process? _process;

    private RunningHost(string connectionString, string[] settings)
    {
        _connectionString = connectionString;
        _settings = settings;
    }

    public Uri Address => new($"http://127.0.0.1:{_port}");

    /// <summary>The demo tenant's, whose metric is LOGIN_ACTIVITY.</summary>
    public string ApiKey { get; private set; } = "";

    /// <summary>Of the demo tenant's admin, <c>admin@demo.example</c>; the first start on a database says it.</summary>
    public string AdminPassword { get; private set; } = "";

    /// <param name="connectionString">An empty database, or one that a host has used before.</param>
    /// <param name="settings">As on the command line, <c>--Section:Key=value</c>.</param>
    public static async Task<RunningHost> StartAsync(string connectionString, params string[] settings)
    {
        var host = new RunningHost(connectionString, settings);
        await host.StartAsync();
        return host;
    }

    /// <summary>Returns when it takes requests.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Reo.Host"), ["--environment", "Development", "--urls", $"{Address}", .. _settings])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__reo"] = _connectionString;
        _process = Process.Start(start)!;
        var said = new StringBuilder();
        var isReady = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var first = await Task.WhenAny(isReady.Task, _process.WaitForExitAsync(), Task.Delay(_patience));
        lock (said)
        {
            if (first != isReady.Task)
                throw new InvalidOperationException($"The host did not start: {said}");
            ApiKey = PrintedKey.Match(said.ToString()).Groups["key"].Value;
            if (PrintedPassword.Match(said.ToString()) is { Success: true } printed)
                AdminPassword = printed.Groups["password"].Value;
        }

        void Hear(string? line)
        {
            lock (said)
            {
                said.AppendLine(line);
                if (line?.Contains("Ctrl-C stops.", StringComparison.Ordinal) == true)
                    isReady.TrySetResult();
            }
        }
    }

    /// <summary>As <c>kill -9</c>: it has no say in it.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("X-API-KEY: (?<key>[A-Za-z0-9_-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrintedKey { get; }

    [GeneratedRegex(@"with password (?<password>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrintedPassword { get; }
}
