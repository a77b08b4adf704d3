using System.CommandLine;
using System.CommandLine.Invocation;
using Reo.Tool;
using Reo.Tool.Plan;

var root = new RootCommand("Keeps reo.metrics.txt, a product's metric plan, up to date with a Reo server; posts an event to try it out.")
{
    InitPlan.Command(),
    new Command("metrics", "The product's metric plan") { PullPlan.Command(), PlanStatus.Command() },
    SendUsage.Command(),
    LogIn.Command(),
};
var parse = root.Parse(args);
var code = await parse.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
// A misspelt command must not tell a script that the plan is behind.
return parse.Action is ParseErrorAction ? Say.Failed : code;
