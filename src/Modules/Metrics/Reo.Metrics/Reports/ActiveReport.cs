using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Reo.Metrics.Reading;

namespace Reo.Metrics.Reports;

internal sealed record ActiveReportRequest : ReportRequest
{
    private const int MostDays = 3_660;

    public override (Report? Report, ProblemHttpResult? Problem) Read(TimeProvider clock)
    {
        var (period, problem) = ReadPeriod(to => ReportPeriod.Before(to, 29), MostDays, clock);
        return period is null ? (null, problem) : (ActiveReport.Of(period), null);
    }
}

/// <summary>
/// Of every day, how many developers were seen on it, in the 7 and in the 30 days up to it; and stickiness, the part of the latter that
/// came on the day itself. Presence counts.
/// </summary>
internal static class ActiveReport
{
    private const int WeekDays = 7;
    private const int MonthDays = 30;

    private static readonly ReportColumn[] _columns =
    [
        new("day", ColumnKind.Day),
        new("dau", ColumnKind.Number),
        new("wau", ColumnKind.Number),
        new("mau", ColumnKind.Number),
        new("stickiness", ColumnKind.Ratio),
    ];

    public static Report Of(ReportPeriod period)
    {
        var counted = period with { From = ReportPeriod.Before(period.From, MonthDays - 1) };
        return new Report(
            "active",
            period.With(),
            _columns,
            new KnownEvents(counted.From, counted.To, period.AsOf),
            (source, cancellation) => CountAsync(source, period, counted, cancellation));
    }

    private static async IAsyncEnumerable<ReportValue[]> CountAsync(
        ReportSource source, ReportPeriod period, ReportPeriod counted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (day, week, month) = (new Windows(counted.Days, 1), new Windows(counted.Days, WeekDays), new Windows(counted.Days, MonthDays));
        await foreach (var developer in SeenDays.ReadAsync(source, counted, "0", join: "", new Query(), cancellation))
        {
            day.Add(developer.Days);
            week.Add(developer.Days);
            month.Add(developer.Days);
        }

        var (daily, weekly, monthly) = (day.Counts(), week.Counts(), month.Counts());
        for (var i = period.From.DayNumber - counted.From.DayNumber; i < counted.Days; i++)
        {
            yield return
            [
                counted.From.AddDays(i),
                daily[i],
                weekly[i],
                monthly[i],
                monthly[i] == 0 ? 0d : Math.Round(daily[i] / (double)monthly[i], 4),
            ];
        }
    }

    /// <summary>Counts, of every day, who was seen in the window that ends with it: where somebody's windows begin and end is noted, and summed up once.</summary>
    private sealed class Windows(int days, int length)
    {
        private readonly long[] _changes = new long[days + 1];

        public void Add(List<int> seen)
        {
            var covered = 0;
            foreach (var day in seen)
            {
                var end = Math.Min(day + length, days);
                _changes[Math.Max(day, covered)]++;
                _changes[end]--;
                covered = end;
            }
        }

        public long[] Counts()
        {
            var counts = new long[days];
            var sum = 0L;
            for (var day = 0; day < days; day++)
                counts[day] = sum += _changes[day];
            return counts;
        }
    }
}
