using System.CommandLine;
using System.Globalization;
using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Reo.Metrics.Reports;

/// <summary><c>reports usage|active|retention|funnel --tenant T</c>: what the endpoints answer, on the command line's output.</summary>
internal static class ReportCommands
{
    private static readonly ReportFormat _table = new("table", "text/plain", report => new TableRows(report));
    private static readonly ReportFormat[] _formats = [_table, .. ReportFormat.OfHttp];

    private static readonly Option<string> _tenant = new("--tenant") { Description = "The tenant's id", HelpName = "id", Required = true };
    private static readonly Option<string> _format = Among("--format", "How it is written", [.. _formats.Select(format => format.Name)], _table.Name);
    private static readonly Option<DateOnly?> _from = Day("--from", "The first UTC day [default: 30 days, 12 weeks or 12 months before the last]");
    private static readonly Option<DateOnly?> _to = Day("--to", "The last UTC day [default: today]");
    private static readonly Option<string?> _asOf = Text("--as-of", "As the events that were recorded by this time give it, such as 2026-10-01T00:00:00Z; slow, from the raw events");
    private static readonly Option<string?> _metric = Text("--metric", "Of this activity type alone");
    private static readonly Option<string?> _product = Text("--product", "Of this product_id alone");
    private static readonly Option<string?> _environment = Text("--of-environment", "In this environment alone");
    private static readonly Option<string?> _company = Text("--company", "For this company alone");

    public static Command Create(Func<Func<IServiceProvider, CancellationToken, Task<int>>, CancellationToken, Task<int>> run)
    {
        var groupBy = Among("--group-by", "What to count by", UsageReport.Groups.Keys, "none");
        var interval = Among("--interval", "What to sum up; a week begins on Monday", UsageReport.Intervals.Keys, "day");
        var steps = new Option<string[]>("--steps") { Description = "Activity types in order, with commas between", HelpName = "A,B,C", Required = true };
        var within = Text("--within", "How long after the first step the last may be, such as 30d or 4w [default: 30d]");

        return new Command("reports", "Usage, active developers, retention and funnels of a tenant, as the API has them")
        {
            Report("usage", "Uses by interval and group", [groupBy, interval, _metric, _product, _environment, _company], parsed => new UsageReportRequest
            {
                GroupBy = parsed.GetValue(groupBy),
                Interval = parsed.GetValue(interval),
                Metric = parsed.GetValue(_metric),
                Product = parsed.GetValue(_product),
                Environment = parsed.GetValue(_environment),
                Company = parsed.GetValue(_company),
            }),
            Report("active", "Daily, weekly and monthly active developers, and stickiness", [], _ => new ActiveReportRequest()),
            Report("retention", "Of the developers first seen in a week, how many came in the weeks after", [], _ => new RetentionReportRequest()),
            Report("funnel", "How many developers took one step after the other", [steps, within, _product, _environment, _company], parsed => new FunnelReportRequest
            {
                Steps = parsed.GetValue(steps),
                Within = parsed.GetValue(within),
                Product = parsed.GetValue(_product),
                Environment = parsed.GetValue(_environment),
                Company = parsed.GetValue(_company),
            }),
        };

        Command Report(string name, string description, Option[] options, Func<ParseResult, ReportRequest> read)
        {
            var command = new Command(name, description) { _tenant, _format, _from, _to, _asOf };
            foreach (var option in options)
                command.Add(option);
            command.SetAction((parsed, cancellation) => run((services, inner) => RunAsync(services, parsed, read, inner), cancellation));
            return command;
        }
    }

    private static async Task<int> RunAsync(
        IServiceProvider services, ParseResult command, Func<ParseResult, ReportRequest> read, CancellationToken cancellation)
    {
        var request = read(command) with { From = command.GetValue(_from), To = command.GetValue(_to), AsOf = command.GetValue(_asOf) };
        var (report, problem) = request.Read(services.GetRequiredService<TimeProvider>());
        if (report is null)
            return await FailAsync(command, problem!.ProblemDetails.Detail!);

        var (database, tenantId) = (services.GetRequiredService<NpgsqlDataSource>(), command.GetRequiredValue(_tenant));
        if (!await IsTenantAsync(database, tenantId, cancellation))
            return await FailAsync(command, $"There is no tenant '{tenantId}'. List them with: tenants list");

        await using var source = await services.GetRequiredService<ReportSources>().OpenAsync(tenantId, report.Events, cancellation);
        await using var rows = report.Rows(source, cancellation).GetAsyncEnumerator(cancellation);
        var hasRow = await rows.MoveNextAsync();
        var output = PipeWriter.Create(new TextOutput(command.InvocationConfiguration.Output));
        await _formats.First(format => format.Name == command.GetValue(_format)).Write(report).WriteAsync(rows, hasRow, output, cancellation);
        await output.CompleteAsync();
        return 0;
    }

    /// <summary>Every tenant has streams, of its own life at least.</summary>
    private static async Task<bool> IsTenantAsync(NpgsqlDataSource database, string tenantId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select exists (select from app.mt_streams where tenant_id = $1)");
        command.Parameters.AddWithValue(tenantId);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task<int> FailAsync(ParseResult command, string reason)
    {
        await command.InvocationConfiguration.Error.WriteLineAsync(reason);
        return 1;
    }

    private static Option<string?> Text(string name, string description) => new(name) { Description = description, HelpName = "text" };

    private static Option<string> Among(string name, string description, IEnumerable<string> values, string otherwise)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        return option.AcceptOnlyFromAmong([.. values]);
    }

    private static Option<DateOnly?> Day(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "yyyy-mm-dd",
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return day;

            result.AddError($"{name} takes a day such as 2026-10-01.");
            return null;
        },
    };
}
