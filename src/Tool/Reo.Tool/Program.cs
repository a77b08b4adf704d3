using System.CommandLine;
using Reo.Tool;
using Reo.Tool.Plan;

var root = new RootCommand("Keeps reo.metrics.txt, a product's metric plan, up to date with a Reo server; posts an event to try it out.")
{
    InitPlan.Command(),
    new Command("metrics", "The product's metric plan") { PullPlan.Command(), PlanStatus.Command() },
    SendUsage.Command(),
    LogIn.Command(),
};
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
