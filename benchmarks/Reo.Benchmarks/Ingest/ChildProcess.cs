using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Reo.Benchmarks.Ingest;

internal static class ChildProcess
{
    /// <summary>Another program of this benchmark.</summary>
    public static Process Start(string program, params string[] arguments) =>
        StartDotnet(typeof(ChildProcess).Assembly.Location, [program, .. arguments]);

    public static Process StartDotnet(string assembly, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(start.FileName) != "dotnet")
            start.FileName = "dotnet";
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException($"{assembly} does not start.");
    }

    public static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    /// <summary>Reads the process's output until a line satisfies; goes on reading it, so that the process never waits for us.</summary>
    public static async Task<string> LineAsync(Process process, Func<string, bool> satisfies)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!satisfies(line))
                continue;

            _ = process.StandardOutput.ReadToEndAsync();
            return line;
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"The process ended with {process.ExitCode}.");
    }

    public static async Task StopAsync(Process process)
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
