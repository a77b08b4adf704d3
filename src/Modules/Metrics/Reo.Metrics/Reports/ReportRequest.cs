using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Reo.Metrics.Reports;

/// <summary>What every report takes.</summary>
internal record ReportRequest
{
    [FromQuery(Name = "from"), Description("The first UTC day; when absent, what the report says")]
    public DateOnly? From { get; init; }

    [FromQuery(Name = "to"), Description("The last UTC day; today when absent")]
    public DateOnly? To { get; init; }

    [FromQuery(Name = "format"), Description("json, csv or ndjson; when absent, what the header Accept says, else json")]
    public string? Format { get; init; }

    /// <summary>The days that are meant, or the caller's mistake.</summary>
    /// <param name="first">The first day for a last one.</param>
    /// <param name="mostDays">How many there can be.</param>
    /// <param name="clock">Says what today is.</param>
    protected (ReportPeriod? Period, ProblemHttpResult? Problem) ReadPeriod(Func<DateOnly, DateOnly> first, int? mostDays, TimeProvider clock)
    {
        var to = ReportPeriod.Possible(To ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        var period = new ReportPeriod(ReportPeriod.Possible(From ?? first(to)), to);
        return From > To || period.From > to ? (null, Problems.PeriodBackwards)
            : period.Days > mostDays ? (null, Problems.PeriodTooLong(mostDays.Value))
            : (period, null);
    }
}

/// <summary>Two UTC days and those between.</summary>
internal sealed record ReportPeriod(DateOnly From, DateOnly To)
{
    /// <summary>An event's time has at most eleven digits: no later day has any.</summary>
    private static readonly DateOnly _last = new(5138, 12, 31);

    public int Days => To.DayNumber - From.DayNumber + 1;

    public static DateOnly Possible(DateOnly day) => day < _last ? day : _last;

    /// <summary>The day some days before another, or the first that there is.</summary>
    public static DateOnly Before(DateOnly day, int days) => DateOnly.FromDayNumber(Math.Max(0, day.DayNumber - days));

    public static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);

    /// <summary>Its Monday.</summary>
    public static DateOnly WeekOf(DateOnly day) => day.AddDays(-(day.DayNumber % 7));
}
