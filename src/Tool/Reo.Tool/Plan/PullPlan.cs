using System.CommandLine;
using Reo.PlanFile;
using Reo.Tool.Server;
using Spectre.Console;

namespace Reo.Tool.Plan;

/// <summary><c>reo metrics pull</c></summary>
internal static class PullPlan
{
    public static Command Command()
    {
        var pull = new Command("pull", $"Brings {PlanDocument.FileName} up to the server's plan; comments and order stay") { PlanFileOnDisk.FileOption, Login.ServerOption };
        pull.SetWork(RunAsync);
        return pull;
    }

    private static async Task<int> RunAsync(ParseResult parse, IAnsiConsole console, CancellationToken cancellation)
    {
        var file = PlanFileOnDisk.Find(parse);
        var pinned = PlanFileOnDisk.Read(file);
        using var server = new ReoServer(Login.Find(parse));
        var plan = await server.PlanAsync(cancellation);
        if (pinned.Tenant is { } tenant && tenant != plan.Tenant)
            throw new CannotException($"{file} is the plan of tenant {tenant}, and the server answers for tenant {plan.Tenant}: use a token of {tenant}.");

        var pulled = pinned.Pulled(plan);
        if (pulled.ToString() == pinned.ToString())
        {
            console.WriteLine($"{file} is up to date: version {plan.Version} of tenant {plan.Tenant}.");
            return Say.Done;
        }

        PlanFileOnDisk.Write(file, pulled);
        console.Show(PlanDifference.Between(pinned, plan));
        console.WriteLine($"{file} is version {plan.Version} of tenant {plan.Tenant} now.");
        return Say.Done;
    }
}
