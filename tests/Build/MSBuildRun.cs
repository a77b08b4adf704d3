using System.Diagnostics;

namespace Reo.Build.Tests;

/// <summary>One MSBuild target, run on one project by the SDK that runs these tests.</summary>
internal sealed record MSBuildRun(int ExitCode, string Output)
{
    public static async Task<MSBuildRun> TargetAsync(string project, string target, params string[] properties)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["msbuild", project, $"-t:{target}", "-nologo", "-v:q", "-nodeReuse:false", .. properties])
            start.ArgumentList.Add(argument);

        // What the test runner's own SDK resolution left behind would be taken for the caller's wish.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new MSBuildRun(process.ExitCode, output + await errors);
    }
}
