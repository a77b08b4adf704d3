using System.Diagnostics;
using Reo.EmbeddedPostgres.Binaries;
using Reo.EmbeddedPostgres.Data;

namespace Reo.EmbeddedPostgres.Running;

/// <summary>Starts and stops the server of a cluster. Whoever calls it owns the folder.</summary>
internal sealed record ServerProcess(ClusterFolder Folder, PostgresBinaries Binaries, ServerAccount Account, EmbeddedPostgresOptions Options)
{
    private const int PortAttempts = 5;

    private static readonly TimeSpan FastStop = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan HardStop = TimeSpan.FromSeconds(15);

    public Func<int> ChoosePort { get; init; } = FreePort.Choose;

    /// <summary>Starts the server and waits until it accepts connections.</summary>
    /// <returns>The port it listens on.</returns>
    public async Task<int> StartAsync(int port, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var chosen = port == 0 ? ChoosePort() : port;
            await Folder.BeginLogAsync(Account, keepPrevious: attempt == 1, cancellation);
            var result = await PgCtlStart(chosen).RunAsync(cancellation);
            if (result.Succeeded)
                return chosen;

            var log = Folder.LogTail();
            if (log.Contains("could not bind", StringComparison.Ordinal))
            {
                if (port != 0)
                    throw PortTaken(port);
                if (attempt < PortAttempts)
                    continue;
            }

            // The sessions of a killed server hold its memory until they have noticed.
            var sessionsLinger = log.Contains("pre-existing shared memory block", StringComparison.Ordinal);
            if (sessionsLinger && Stopwatch.GetElapsedTime(started) < HardStop)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellation);
                continue;
            }

            throw new EmbeddedPostgresException(
                $"PostgreSQL {Binaries.Version} ({Binaries.Source}) did not start on the data in {Folder.Root}. {result.Said}\n"
                + $"The end of its log, {Folder.Log}:\n{log}");
        }
    }

    public async Task StopAsync(StopSignal signal, CancellationToken cancellation)
    {
        if (Postmaster.Read(Folder.Data) is { } postmaster)
            await StopAsync(postmaster, signal, cancellation);
    }

    /// <summary>
    /// Clears away what a killed owner left: a server that still runs is stopped, because its settings are the dead owner's;
    /// a pid file without a server is made harmless.
    /// </summary>
    /// <returns>Whether a server was running.</returns>
    public static async Task<bool> StopOrphanAsync(ClusterFolder folder, CancellationToken cancellation)
    {
        if (Postmaster.Read(folder.Data) is not { } left)
            return false;

        if (left.IsRunning)
        {
            await StopAsync(left, StopSignal.Fast, cancellation);
            return true;
        }

        left.DisownStalePid();
        return false;
    }

    public static EmbeddedPostgresException PortTaken(int port) =>
        new($"Port {port} on 127.0.0.1 is taken by another program. Choose another with the option Port, or leave it out and a free one is used.");

    private static async Task StopAsync(Postmaster postmaster, StopSignal signal, CancellationToken cancellation)
    {
        if (signal == StopSignal.Fast && await postmaster.StopAsync(StopSignal.Fast, FastStop, cancellation))
            return;
        if (signal != StopSignal.Kill && await postmaster.StopAsync(StopSignal.Immediate, HardStop, cancellation))
            return;
        if (!await postmaster.StopAsync(StopSignal.Kill, HardStop, cancellation))
            throw new EmbeddedPostgresException($"PostgreSQL, process {postmaster.Pid}, does not stop. End it, then try again.");
    }

    private Command PgCtlStart(int port)
    {
        var settings = string.Join(' ', ServerSettings.For(Options, port).Select(setting => $"-c {setting.Key}={setting.Value}"));
        return new Command(Binaries.PgCtl,
        [
            "start", "-w", "-s", "-t", $"{Options.StartTimeout.TotalSeconds:0}", "-D", Folder.Data, "-l", Folder.Log, "-o", settings,
        ])
        {
            Account = Account.Name,
            WorkingFolder = Folder.Root,
            Environment = ServerEnvironment.Clean(),
            Timeout = Options.StartTimeout + HardStop,
        };
    }
}
