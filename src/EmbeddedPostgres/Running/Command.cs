using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Reo.EmbeddedPostgres.Running;

internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>What the command said, errors first: for the message of an exception.</summary>
    public string Said => string.Join('\n', new[] { Error.Trim(), Output.Trim() }.Where(text => text.Length > 0));
}

/// <summary>Runs a program to its end and keeps what it says.</summary>
internal sealed record Command(string Program, IReadOnlyList<string> Arguments)
{
    public string? WorkingFolder { get; init; }

    /// <summary>The account to run as; <c>null</c> is the one of this process.</summary>
    public string? Account { get; init; }

    /// <summary>A value of <c>null</c> removes the variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    public async Task<CommandResult> RunAsync(CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = StartInfo() };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Timeout);
        try
        {
            process.Start();
            process.StandardInput.Close();
        }
        catch (Win32Exception failure)
        {
            return new CommandResult(-1, "", failure.Message);
        }

        var output = new StringBuilder();
        var error = new StringBuilder();
        var said = Task.WhenAll(DrainAsync(process.StandardOutput, output), DrainAsync(process.StandardError, error));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            return new CommandResult(-1, TextOf(output), $"{TextOf(error)}\n{Path.GetFileName(Program)} took longer than {Timeout.TotalSeconds:0} s.");
        }

        // A server that the program has started may hold the other end of the pipe for as long as it lives.
        await Task.WhenAny(said, Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, CancellationToken.None));
        return new CommandResult(process.ExitCode, TextOf(output), TextOf(error));
    }

    public ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(Program, Arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (WorkingFolder is not null)
            start.WorkingDirectory = WorkingFolder;
        if (Account is not null)
            start.UserName = Account;
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return start;
    }

    private static async Task DrainAsync(StreamReader reader, StringBuilder text)
    {
        var buffer = new char[4096];
        try
        {
            while (await reader.ReadAsync(buffer) is var read and > 0)
            {
                lock (text)
                    text.Append(buffer, 0, read);
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // The process object was disposed while a grandchild still held the pipe: what was read stands.
        }
    }

    private static string TextOf(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
