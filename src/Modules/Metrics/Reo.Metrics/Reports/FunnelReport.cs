using System.ComponentModel;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Reo.Metrics.Reading;

namespace Reo.Metrics.Reports;

internal sealed record FunnelReportRequest : ReportRequest
{
    private const int MostDays = 366;
    private const int MostSteps = 10;

    [FromQuery(Name = "steps"), Description("2 to 10 activity types in order, with commas between; or the parameter again for each, when one has a comma in it")]
    public string[]? Steps { get; init; }

    [FromQuery(Name = "within"), Description("How long after the first step the last may be: days or weeks, such as 30d or 4w, a year at most; 30d when absent")]
    public string? Within { get; init; }

    [FromQuery(Name = "product"), Description("Steps in this product_id alone, exactly")]
    public string? Product { get; init; }

    [FromQuery(Name = "environment"), Description("Steps in this environment alone, exactly")]
    public string? Environment { get; init; }

    [FromQuery(Name = "company"), Description("Steps for this company alone, exactly as the lists show it")]
    public string? Company { get; init; }

    public override (Report? Report, ProblemHttpResult? Problem) Read(TimeProvider clock)
    {
        var steps = Steps is [var one] ? one.Split(',', StringSplitOptions.TrimEntries) : Steps ?? [];
        if (steps.Length is < 2 or > MostSteps || steps.Any(step => step.Length == 0 || step.Contains('\0', StringComparison.Ordinal)))
            return (null, Problems.StepsNotUsable(MostSteps));
        if (LastDays.Read(Within ?? "30d", MostDays) is not { } within)
            return (null, Problems.WithinNotUsable(MostDays));

        var (period, problem) = ReadPeriod(to => ReportPeriod.Before(to, 29), MostDays, clock);
        return period is null ? (null, problem) : (FunnelReport.Of(this, steps, within, period), null);
    }
}

/// <summary>
/// How many developers took the first step in the period, and then the others in order, the last not later than some days after the first.
/// The views know days: a step counts from the day of the one before on.
/// </summary>
internal static class FunnelReport
{
    private static readonly ReportColumn[] _columns =
    [
        new("step", ColumnKind.Number),
        new("metric", ColumnKind.Text),
        new("developers", ColumnKind.Number),
        new("of_first", ColumnKind.Ratio),
        new("of_previous", ColumnKind.Ratio),
    ];

    public static Report Of(FunnelReportRequest request, string[] steps, int within, ReportPeriod period) => new(
        "funnel",
        period.With(("steps", steps), ("within", $"{within}d")),
        _columns,
        new KnownEvents(period.From, period.To.AddDays(within), period.AsOf),
        (source, cancellation) => CountAsync(source, request, steps, within, period, cancellation));

    private static async IAsyncEnumerable<ReportValue[]> CountAsync(
        ReportSource source, FunnelReportRequest request, string[] steps, int within, ReportPeriod period,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = new YearDays(period with { To = period.To.AddDays(within) });
        var reached = new long[steps.Length];
        var query = new Query();
        await using (var command = source.Command(FunnelSql.Of(source.Schema, request, steps, reader, query)))
        {
            query.AddTo(command);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            var days = steps.Select(_ => new List<int>()).ToArray();
            while (await row.ReadAsync(cancellation))
            {
                for (var step = 0; step < steps.Length; step++)
                    reader.Read(row, step * reader.Years.Count, days[step]);
                for (var step = StepsTaken(days, period.Days, within) - 1; step >= 0; step--)
                    reached[step]++;
            }
        }

        for (var step = 0; step < steps.Length; step++)
            yield return [step + 1L, steps[step], reached[step], Part(reached[step], reached[0]), Part(reached[step], reached[Math.Max(0, step - 1)])];
    }

    /// <summary>The most steps from any day of the period on.</summary>
    /// <param name="days">Of each step, in order.</param>
    /// <param name="period">Days on which the first step counts.</param>
    /// <param name="within">Days after it.</param>
    public static int StepsTaken(IReadOnlyList<IReadOnlyList<int>> days, int period, int within)
    {
        var most = 0;
        var next = new int[days.Count];
        foreach (var start in days[0].TakeWhile(day => day < period))
        {
            var (taken, day) = (1, start);
            for (; taken < days.Count; taken++)
            {
                // Later starts never need an earlier day.
                while (next[taken] < days[taken].Count && days[taken][next[taken]] < day)
                    next[taken]++;
                if (next[taken] == days[taken].Count || days[taken][next[taken]] > start + within)
                    break;
                day = days[taken][next[taken]];
            }

            most = Math.Max(most, taken);
        }

        return most;
    }

    private static double Part(long some, long all) => all == 0 ? 0 : Math.Round(some / (double)all, 4);
}
