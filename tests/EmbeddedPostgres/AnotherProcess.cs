using System.Diagnostics;

namespace Reo.EmbeddedPostgres.Tests;

/// <summary>This program, running a second time.</summary>
internal sealed class AnotherProcess : IAsyncDisposable
{
    private readonly Process process;

    private AnotherProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public static AnotherProcess Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        var program = Path.Combine(AppContext.BaseDirectory, typeof(AnotherProcess).Assembly.GetName().Name!);
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new AnotherProcess(Process.Start(start)!);
    }

    public async Task<string> ReadLineAsync() =>
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
        ?? throw new InvalidOperationException("The process ended without a word.");

    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    /// <summary>As <c>kill -9</c>: the process has no say in it.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }
}
