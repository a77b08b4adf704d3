using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Reo.Host.Tests;

/// <summary>The host as people start it: a process of its own, with its console.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly Task _reading;

    private HostProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    public string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    public static HostProcess Start(string? connectionString, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Reo.Host");
        var start = IgnoresInterrupts()
            ? new ProcessStartInfo("env", ["--default-signal=INT", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["ConnectionStrings__reo"] = connectionString;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        return new HostProcess(Process.Start(start)!);
    }

    public Task SaysAsync(string text) => ReoHost.EventuallyAsync(() =>
        Said.Contains(text, StringComparison.Ordinal)
        || (_process.HasExited ? throw new InvalidOperationException($"The host ended without saying '{text}': {Said}") : false));

    /// <summary>Waits for the end that is under way.</summary>
    public async Task<int> ExitAsync()
    {
        try
        {
            await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(_patience);
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException($"The host did not end: {Said}", e);
        }

        await _reading;
        return _process.ExitCode;
    }

    /// <summary>Ctrl-C.</summary>
    public async Task<int> InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    /// <summary>Whether whoever runs the tests has Ctrl-C ignored, as a shell does for what it runs in the background: children inherit it.</summary>
    private static bool IgnoresInterrupts()
    {
        if (!OperatingSystem.IsLinux())
            return false;

        const string Ignored = "SigIgn:";
        const ulong Interrupt = 1 << 1;
        var signals = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Ignored, StringComparison.Ordinal));
        return (ulong.Parse(signals.AsSpan(Ignored.Length), NumberStyles.HexNumber | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture) & Interrupt) != 0;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_said)
                _said.AppendLine(line);
        }
    }
}
