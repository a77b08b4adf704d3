using System.CommandLine;
using Reo.Metrics;

namespace Reo.Host.Tests.Recognition;

/// <summary>The command <c>ip-ranges</c>, with the services of a host that runs.</summary>
internal static class AddressRanges
{
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(ReoHost host, params string[] arguments)
    {
        var root = new RootCommand();
        foreach (var command in MetricsModule.Commands((work, cancellation) => work(host.Services, cancellation)))
            root.Add(command);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await root.Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }

    public static async Task<(int ExitCode, string Output, string Error)> ImportAsync(ReoHost host, params IEnumerable<string> lines)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
            return await RunAsync(host, "ip-ranges", "import", file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
