using System.Diagnostics;

namespace Reo.Benchmarks.Ingest;

/// <summary>The host as it is delivered, in a process of its own, with its demo tenant and without the rate limits.</summary>
internal sealed class HostProcess(Process process, int port, string key) : IAsyncDisposable
{
    private const string BeforeKey = "API key ";

    public int Port => port;

    public string Key => key;

    public double Megabytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1024d / 1024d;
        }
    }

    public static async Task<HostProcess> StartAsync(string connectionString)
    {
        var port = ChildProcess.FreePort();
        var process = ChildProcess.StartDotnet(
            Path.Combine(AppContext.BaseDirectory, "Reo.Host.dll"),
            "--urls", $"http://127.0.0.1:{port}",
            "--environment", "Development",
            $"--ConnectionStrings:reo={connectionString}",
            "--Ingestion:RequestsPerSecond=0",
            "--Ingestion:DeveloperEventsPerSecond=0");
        var line = await ChildProcess.LineAsync(process, line => line.Contains(BeforeKey, StringComparison.Ordinal));
        return new HostProcess(process, port, line[(line.IndexOf(BeforeKey, StringComparison.Ordinal) + BeforeKey.Length)..].Trim());
    }

    public async ValueTask DisposeAsync() => await ChildProcess.StopAsync(process);
}
