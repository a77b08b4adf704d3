using System.CommandLine;
using Reo.PlanFile;
using Reo.Tool.Server;
using Spectre.Console;

namespace Reo.Tool.Plan;

/// <summary><c>reo metrics status</c></summary>
internal static class PlanStatus
{
    private static readonly Option<string?> _source = new("--source")
    {
        Description = "Where the product's code is [default: the plan file's folder]",
        HelpName = "folder",
    };

    public static Command Command()
    {
        var status = new Command("status", $"Compares {PlanDocument.FileName} with the server's plan, and with the code; exit code 1 when it is behind")
        {
            PlanFileOnDisk.FileOption, _source, Login.ServerOption,
        };
        status.SetWork(RunAsync);
        return status;
    }

    private static async Task<int> RunAsync(ParseResult parse, IAnsiConsole console, CancellationToken cancellation)
    {
        var file = PlanFileOnDisk.Find(parse);
        var pinned = PlanFileOnDisk.Read(file);
        var source = parse.GetValue(_source) ?? Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (!Directory.Exists(source))
            throw new CannotException($"There is no folder {source}: pass another one with --source.");

        using var server = new ReoServer(Login.Find(parse));
        var plan = await server.PlanAsync(cancellation);
        if (pinned.Tenant is { } tenant && tenant != plan.Tenant)
            throw new CannotException($"{file} is the plan of tenant {tenant}, and the server answers for tenant {plan.Tenant}: use a token of {tenant}.");

        foreach (var problem in pinned.Problems)
            console.MarkupLineInterpolated($"[yellow]{file}({problem.Line.Number + 1}): {problem.Message}.[/]");
        console.Show(PlanDifference.Between(pinned, plan));
        ShowUnused(console, source, plan);
        return Conclude(console, file, pinned, plan);
    }

    private static void ShowUnused(IAnsiConsole console, string source, PlanDocument plan)
    {
        var active = plan.Metrics.Select(line => line.Metric!).Where(metric => metric.State == MetricState.Active).ToList();
        var used = UsedKeys.In(source, active.Select(metric => metric.Key));
        foreach (var metric in active.Where(metric => !used.Contains(metric.Key)))
            console.MarkupLineInterpolated($"[grey]? {metric.Key}[/]  configured, but never used below {source}");
    }

    private static int Conclude(IAnsiConsole console, string file, PlanDocument pinned, PlanDocument plan)
    {
        if (pinned.Pulled(plan).ToString() == pinned.ToString())
        {
            console.WriteLine($"{file} is up to date: version {plan.Version} of tenant {plan.Tenant}.");
            return Say.Done;
        }

        var isSame = PlanDifference.Between(pinned, plan).Count == 0 && pinned.Version == plan.Version;
        var fact = isSame
            ? $"{file} differs from version {plan.Version} in lines that do not count"
            : $"{file} is version {(pinned.Version is { } version ? version : "unknown")}, the server's plan is version {plan.Version}";
        console.WriteLine($"{fact}: run reo metrics pull.");
        return Say.No;
    }
}
