using System.Diagnostics;
using System.Globalization;
using Reo.EmbeddedPostgres.Data;

namespace Reo.EmbeddedPostgres.Running;

/// <summary>
/// A shell that sleeps on a pipe from this process. When this process dies, however it dies, the pipe closes and the shell
/// stops the server. Windows has no such shell; there an orphan is stopped by the next start.
/// </summary>
internal sealed class OrphanGuard : IAsyncDisposable
{
    // A Ctrl-C in the terminal reaches the whole process group: the guard ignores it, its owner decides.
    // It outlives its owner, so it must not write into a pipe nobody reads.
    private const string Script = """
        exec >/dev/null 2>&1
        trap '' INT TERM HUP
        read -r word
        [ "$word" = stopped ] && exit 0
        read -r pid < "$2"
        [ "$pid" = "$1" ] && kill -INT "$1"
        """;

    private readonly Process shell;

    private OrphanGuard(Process shell) => this.shell = shell;

    public static OrphanGuard? Start(Postmaster postmaster, ServerAccount account)
    {
        if (OperatingSystem.IsWindows())
            return null;

        var guard = new Command("/bin/sh", ["-c", Script, "sh", postmaster.Pid.ToString(CultureInfo.InvariantCulture), postmaster.PidFile])
        {
            Account = account.Name,
            WorkingFolder = "/",
        };
        return new OrphanGuard(Process.Start(guard.StartInfo())!);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await shell.StandardInput.WriteLineAsync("stopped");
            shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already.
        }

        await shell.WaitForExitAsync();
        shell.Dispose();
    }
}
