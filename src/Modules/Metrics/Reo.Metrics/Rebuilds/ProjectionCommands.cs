using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Reo.Metrics.Views;
using Spectre.Console;

namespace Reo.Metrics.Rebuilds;

/// <summary><c>projections list|rebuild|verify</c>. Exit code 0: as asked. 1: it was not, or the view and the events differ.</summary>
internal static class ProjectionCommands
{
    private const string CommandLine = "command line";

    private static readonly TimeSpan _lineEvery = TimeSpan.FromSeconds(3);

    private static readonly Option<string?> _tenant = new("--tenant") { Description = "Of this tenant alone, at the cost of its events", HelpName = "id" };

    public static Command Create(Func<Func<IServiceProvider, CancellationToken, Task<int>>, CancellationToken, Task<int>> run)
    {
        var list = new Command("list", "Status, position, lag, last rebuild and last error of each projection");
        list.SetAction((parsed, cancellation) => run((services, inner) => ListAsync(services, parsed, inner), cancellation));

        var projection = new Option<string?>("--projection") { Description = $"Which one [default: all; there is {ViewTables.ProjectionName}]", HelpName = "name" };
        var all = new Option<bool>("--all") { Description = "All of them, as without this option" };
        var asOf = new Option<DateTimeOffset?>("--as-of") { Description = "From the events recorded until then, into a schema of their own", HelpName = "time" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Builds and says how many rows would change; nothing goes live" };
        var rebuild = new Command(
            "rebuild",
            "Makes the views anew from the raw events, beside the live ones, and switches. Exit code 0 only when the new view is live "
            + "(or built, with --as-of or --dry-run). Ctrl-C cancels and leaves the live view as it was.")
        {
            projection, all, _tenant, asOf, dryRun,
        };
        rebuild.SetAction((parsed, cancellation) => IsKnown(parsed.GetValue(projection))
            ? run(
                (services, inner) => RebuildAsync(
                    services, parsed, new RebuildOrder(parsed.GetValue(_tenant), parsed.GetValue(asOf), parsed.GetValue(dryRun), CommandLine), inner),
                cancellation)
            : FailAsync(parsed, $"There is no projection '{parsed.GetValue(projection)}', but {ViewTables.ProjectionName}."));

        var verify = new Command(
            "verify", "Makes the views anew and compares them with the live ones, row by row. Exit code 1 when they differ, with the first differences.")
        {
            _tenant,
        };
        verify.SetAction((parsed, cancellation) => run((services, inner) => VerifyAsync(services, parsed, inner), cancellation));
        return new Command("projections", "Shows, rebuilds and verifies the views") { list, rebuild, verify };
    }

    private static bool IsKnown(string? projection) => projection is null || projection.Equals(ViewTables.ProjectionName, StringComparison.OrdinalIgnoreCase);

    private static async Task<int> ListAsync(IServiceProvider services, ParseResult command, CancellationToken cancellation)
    {
        var table = new Table().AddColumns("Projection", "Version", "Status", "Position", "High-water mark", "Lag", "Dead letters", "Last rebuild", "Last error");
        foreach (var one in await services.GetRequiredService<ListProjections>().RunAsync(tenantId: null, cancellation))
        {
            table.AddRow(
                one.Name,
                one.LiveVersion == one.Version ? Text($"{one.Version}") : Text($"{one.Version}, live {one.LiveVersion}"),
                one.Status,
                Text($"{one.Position:n0}"),
                Text($"{one.HighWaterMark:n0}"),
                Text($"{one.LagEvents:n0} events, {one.LagSeconds:n1} s"),
                Text($"{one.DeadLetters:n0}"),
                one.LastRebuild is { } last ? Markup.Escape(Text($"{last.StartedAt:u} {last.Status} by {last.StartedBy}")) : "never",
                Markup.Escape(one.LastError ?? "none"));
        }

        Printer(command).Write(table);
        return 0;
    }

    private static async Task<int> RebuildAsync(IServiceProvider services, ParseResult command, RebuildOrder order, CancellationToken cancellation)
    {
        var rebuilds = services.GetRequiredService<RebuildViews>();
        RunningRebuild running;
        try
        {
            running = await rebuilds.StartAsync(order, cancellation);
        }
        catch (RebuildRunningException e)
        {
            return await FailAsync(command, e.Message);
        }

        var ended = IsTerminal(command)
            ? await WithBarAsync(report => rebuilds.RunAsync(running, now => report(now.EventsDone, now.EventsTotal, now.Message), cancellation))
            : await rebuilds.RunAsync(running, Plain(command), cancellation);
        if (ended.Status != RebuildStatus.Completed)
            return await FailAsync(command, $"{ViewTables.ProjectionName}: {ended.Message}.");

        await command.InvocationConfiguration.Output.WriteLineAsync($"{ViewTables.ProjectionName}: {ended.Message}.");
        return 0;
    }

    private static async Task<int> VerifyAsync(IServiceProvider services, ParseResult command, CancellationToken cancellation)
    {
        var verify = services.GetRequiredService<VerifyViews>();
        var output = command.InvocationConfiguration.Output;
        IReadOnlyList<ViewDifference>? differences;
        try
        {
            differences = IsTerminal(command)
                ? await WithBarAsync(report => verify.RunAsync(command.GetValue(_tenant), (done, total) => report(done, total, "Reading"), cancellation))
                : await verify.RunAsync(command.GetValue(_tenant), (_, _) => { }, cancellation);
        }
        catch (Exception e) when (e is EventNotApplicableException or OtherVersionException)
        {
            return await FailAsync(command, $"{ViewTables.ProjectionName}: {e.Message}.");
        }

        if (differences is null)
            return await FailAsync(command, "Somebody else verifies at this moment.");
        if (differences.Count == 0)
        {
            await output.WriteLineAsync($"{ViewTables.ProjectionName}: the live view is what the events say.");
            return 0;
        }

        foreach (var difference in differences)
        {
            await output.WriteLineAsync(Text($"{difference.Table}: {difference.Rows:n0} rows differ"));
            foreach (var row in difference.First)
                await output.WriteLineAsync($"  {row}");
        }

        return await FailAsync(command, "The live view is not what the events say: it drifted, or rules were changed since. A rebuild makes it so.");
    }

    private static bool IsTerminal(ParseResult command) => !Console.IsOutputRedirected && command.InvocationConfiguration.Output == Console.Out;

    private static IAnsiConsole Printer(ParseResult command)
    {
        var printer = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(command.InvocationConfiguration.Output) });
        if (!IsTerminal(command))
            printer.Profile.Width = 250;
        return printer;
    }

    private static Action<Rebuild> Plain(ParseResult command)
    {
        var last = long.MinValue;
        return now =>
        {
            if (now.IsOver || (last != long.MinValue && TimeProvider.System.GetElapsedTime(last) < _lineEvery))
                return;

            last = TimeProvider.System.GetTimestamp();
            command.InvocationConfiguration.Output.WriteLine(Text($"{ViewTables.ProjectionName}: {now.EventsDone:n0} of {now.EventsTotal:n0} events; {now.Message}"));
        };
    }

    private static Task<T> WithBarAsync<T>(Func<Action<long, long, string>, Task<T>> run) => AnsiConsole
        .Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(bar =>
        {
            var task = bar.AddTask(ViewTables.ProjectionName);
            return run((done, total, message) =>
            {
                task.MaxValue = Math.Max(1, total);
                task.Value = total == 0 ? 1 : done;
                var speed = task.Speed is { } perSecond ? Text($", {perSecond:n0}/s") : "";
                task.Description = Markup.Escape(Text($"{ViewTables.ProjectionName}: {message}, {done:n0} of {total:n0} events{speed}"));
            });
        });

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static async Task<int> FailAsync(ParseResult command, string reason)
    {
        await command.InvocationConfiguration.Error.WriteLineAsync(reason);
        return 1;
    }
}
