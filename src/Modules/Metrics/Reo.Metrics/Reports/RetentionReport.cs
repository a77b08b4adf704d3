using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Reo.Metrics.Reading;

namespace Reo.Metrics.Reports;

internal sealed record RetentionReportRequest : ReportRequest
{
    private const int MostDays = 3_660;

    public override (Report? Report, ProblemHttpResult? Problem) Read(TimeProvider clock)
    {
        var (period, problem) = ReadPeriod(to => ReportPeriod.Before(ReportPeriod.WeekOf(to), 11 * 7), MostDays, clock);
        return period is null ? (null, problem) : (RetentionReport.Of(period with { From = ReportPeriod.WeekOf(period.From) }), null);
    }
}

/// <summary>
/// A cohort is the developers who were first seen in one week, Monday to Sunday, ever: of each week since, how many of them came. Week 0 is
/// the cohort's own, and the last one may not be over.
/// </summary>
internal static class RetentionReport
{
    private static readonly ReportColumn[] _columns =
    [
        new("cohort", ColumnKind.Day),
        new("week", ColumnKind.Number),
        new("developers", ColumnKind.Number),
        new("active", ColumnKind.Number),
        new("retention", ColumnKind.Ratio),
    ];

    /// <param name="period">Begins on a Monday.</param>
    public static Report Of(ReportPeriod period) => new(
        "retention",
        period.With(),
        _columns,
        new KnownEvents(From: null, period.To, period.AsOf),
        (source, cancellation) => CountAsync(source, period, cancellation));

    private static async IAsyncEnumerable<ReportValue[]> CountAsync(
        ReportSource source, ReportPeriod period, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var weeks = (period.Days + 6) / 7;
        var active = new long[weeks][];
        await foreach (var developer in SeenDays.ReadAsync(
            source,
            period,
            "((developer.first_seen_at at time zone 'UTC')::date - @first) / 7",
            $"""
            join {source.Schema}.developers developer
                on developer.tenant_id = seen.tenant_id
                and developer.developer_id = seen.developer_id
                and developer.first_seen_at >= @first::timestamp at time zone 'UTC'
                and developer.first_seen_at < (@last + 1)::timestamp at time zone 'UTC'
            """,
            Bounds(period),
            cancellation))
        {
            var cohort = active[developer.Group] ??= new long[weeks - developer.Group];
            var counted = -1;
            foreach (var week in developer.Days.Select(day => (day / 7) - developer.Group).Where(week => week != counted))
            {
                cohort[week]++;
                counted = week;
            }
        }

        for (var cohort = 0; cohort < weeks; cohort++)
        {
            for (var week = 0; week < active[cohort]?.Length; week++)
            {
                var (size, came) = (active[cohort][0], active[cohort][week]);
                yield return [period.From.AddDays(cohort * 7), (long)week, size, came, Math.Round(came / (double)size, 4)];
            }
        }
    }

    private static Query Bounds(ReportPeriod period)
    {
        var query = new Query();
        query.Set("first", period.From);
        query.Set("last", period.To);
        return query;
    }
}
