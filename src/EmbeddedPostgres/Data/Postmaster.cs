using System.Diagnostics;
using System.Globalization;
using Reo.EmbeddedPostgres.Running;

namespace Reo.EmbeddedPostgres.Data;

/// <summary>The server process of a cluster as its <c>postmaster.pid</c> names it.</summary>
internal sealed record Postmaster(string PidFile, string Text, int Pid)
{
    /// <summary>What the pid file says, whether or not it is still true; <c>null</c> when there is none.</summary>
    public static Postmaster? Read(string dataDirectory)
    {
        var file = Path.Combine(dataDirectory, "postmaster.pid");
        try
        {
            var text = ReadShared(file);
            return int.TryParse(text.Split('\n')[0], CultureInfo.InvariantCulture, out var pid) && pid > 0
                ? new Postmaster(file, text, pid)
                : null;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether that process lives and is the server of this cluster. The number alone proves nothing: after a crash or a
    /// reboot it may be anybody's, even another cluster's server.
    /// </summary>
    public bool IsRunning
    {
        get
        {
            if (OperatingSystem.IsLinux())
                return SitsInThisFolder();

            try
            {
                using var process = Process.GetProcessById(Pid);
                return !process.HasExited
                    && process.ProcessName.StartsWith("postgres", StringComparison.Ordinal)
                    && (process.StartTime.ToUniversalTime() - StartedAt).Duration() < TimeSpan.FromSeconds(10);
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }

    /// <summary>The TCP port, once the server has written it.</summary>
    public int? Port =>
        Text.Split('\n') is { Length: > 3 } lines && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port) ? port : null;

    /// <summary>Asks the server to stop and waits until it has.</summary>
    /// <returns>Whether it stopped in time.</returns>
    public async Task<bool> StopAsync(StopSignal signal, TimeSpan patience, CancellationToken cancellation)
    {
        if (!IsRunning)
            return true;

        await SendAsync(signal, cancellation);
        var started = Stopwatch.GetTimestamp();
        while (IsRunning)
        {
            if (Stopwatch.GetElapsedTime(started) > patience)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellation);
        }

        return true;
    }

    /// <summary>
    /// Takes a dead server's number out of the pid file, because PostgreSQL would not start while a process of that number
    /// lives. The file itself stays: its last lines let PostgreSQL find sessions that outlived their server.
    /// </summary>
    public void DisownStalePid()
    {
        // As root, do not write where a link points that the server's account may have made.
        if (new FileInfo(PidFile).LinkTarget is not null)
            return;

        const string nobody = "999999999";
        using var stream = new FileStream(PidFile, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite);
        using var writer = new StreamWriter(stream);
        writer.Write(nobody + Text[Text.IndexOf('\n', StringComparison.Ordinal)..]);
    }

    private DateTime StartedAt =>
        Text.Split('\n') is { Length: > 2 } lines && long.TryParse(lines[2], CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime
            : DateTime.UnixEpoch;

    // A server's working directory is its data directory, by whatever path that is reached.
    private bool SitsInThisFolder()
    {
        try
        {
            return ReadShared($"/proc/{Pid}/cwd/postmaster.pid") == ReadShared(PidFile);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task SendAsync(StopSignal signal, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsWindows())
        {
            await new Command("/bin/sh", ["-c", "kill -$1 $2", "sh", SignalName(signal), Pid.ToString(CultureInfo.InvariantCulture)]).RunAsync(cancellation);
            return;
        }

        using var process = Process.GetProcessById(Pid);
        if (signal == StopSignal.Kill)
        {
            process.Kill();
            return;
        }

        // Windows has no signals: pg_ctl, which stands beside the server's program, sends PostgreSQL's own.
        var pgCtl = Path.Combine(Path.GetDirectoryName(process.MainModule!.FileName)!, "pg_ctl.exe");
        await new Command(pgCtl, ["kill", SignalName(signal), Pid.ToString(CultureInfo.InvariantCulture)]).RunAsync(cancellation);
    }

    private static string SignalName(StopSignal signal) => signal switch
    {
        StopSignal.Fast => "INT",
        StopSignal.Immediate => "QUIT",
        _ => "KILL",
    };

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

internal enum StopSignal
{
    /// <summary>Sessions are closed, everything is written, a checkpoint is made.</summary>
    Fast,

    /// <summary>As after a power cut, but orderly: the next start recovers from the log.</summary>
    Immediate,

    /// <summary>The server process is killed; its sessions notice and end by themselves.</summary>
    Kill,
}
