using System.CommandLine;
using Reo.PlanFile;
using Reo.Tool.Server;
using Spectre.Console;

namespace Reo.Tool.Plan;

/// <summary><c>reo init</c></summary>
internal static class InitPlan
{
    private static readonly Option<string> _file = new("--file")
    {
        Description = "The plan file",
        HelpName = "path",
        DefaultValueFactory = _ => PlanDocument.FileName,
    };

    public static Command Command()
    {
        var init = new Command("init", $"Writes {PlanDocument.FileName} with the server's plan; never overwrites one") { _file, Login.ServerOption };
        init.SetWork(RunAsync);
        return init;
    }

    private static async Task<int> RunAsync(ParseResult parse, IAnsiConsole console, CancellationToken cancellation)
    {
        var file = parse.GetRequiredValue(_file);
        if (File.Exists(file))
            throw new CannotException($"{file} exists already: reo metrics pull brings it up to date.");
        if (Path.GetFileName(file) != PlanDocument.FileName && !file.EndsWith($".{PlanDocument.FileName}", StringComparison.Ordinal))
            throw new CannotException($"The compiler finds a plan by its name: call it {PlanDocument.FileName}, or something.{PlanDocument.FileName}.");

        using var server = new ReoServer(Login.Find(parse));
        var plan = await server.PlanAsync(cancellation);
        PlanFileOnDisk.Write(file, plan);
        console.WriteLine($"{file} is version {plan.Version} of tenant {plan.Tenant}, with {Metrics(plan.Metrics.Count)}. Check it in.");
        console.WriteLine("Then: dotnet add package Reo.Analyzers, and the compiler checks activity types against it.");
        return Say.Done;
    }

    private static string Metrics(int count) => count == 1 ? "1 metric" : $"{count} metrics";
}
