using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Reo.Metrics.Reports;

/// <summary>What every report takes.</summary>
internal abstract record ReportRequest
{
    [FromQuery(Name = "from"), Description("The first UTC day; when absent, what the report says")]
    public DateOnly? From { get; init; }

    [FromQuery(Name = "to"), Description("The last UTC day; today when absent")]
    public DateOnly? To { get; init; }

    [FromQuery(Name = "as_of"), Description("The report as the events that were recorded by this time give it, such as 2026-10-01T00:00:00Z; slow, because it is made from the raw events")]
    public string? AsOf { get; init; }

    [FromQuery(Name = "format"), Description("json, csv or ndjson; when absent, what the header Accept says, else json")]
    public string? Format { get; init; }

    /// <summary>The report that is asked for, or the caller's mistake.</summary>
    public abstract (Report? Report, ProblemHttpResult? Problem) Read(TimeProvider clock);

    /// <summary>The days that are meant, or the caller's mistake.</summary>
    /// <param name="first">The first day for a last one.</param>
    /// <param name="mostDays">How many there can be.</param>
    /// <param name="clock">Says what today is.</param>
    protected (ReportPeriod? Period, ProblemHttpResult? Problem) ReadPeriod(Func<DateOnly, DateOnly> first, int? mostDays, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        if (AsOf is not null && ReadTime(AsOf) is null)
            return (null, Problems.AsOfNotUsable);

        var asOf = ReadTime(AsOf) is { } time && time < now ? time : (DateTimeOffset?)null;
        var to = ReportPeriod.Possible(To ?? DateOnly.FromDateTime((asOf ?? now).UtcDateTime));
        var period = new ReportPeriod(ReportPeriod.Possible(From ?? first(to)), to, asOf);
        return From > To || period.From > to ? (null, Problems.PeriodBackwards)
            : period.Days > mostDays ? (null, Problems.PeriodTooLong(mostDays.Value))
            : (period, null);
    }

    private static DateTimeOffset? ReadTime(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}

/// <summary>Two UTC days and those between, by the events recorded by some time, or by all.</summary>
internal sealed record ReportPeriod(DateOnly From, DateOnly To, DateTimeOffset? AsOf)
{
    /// <summary>An event's time has at most eleven digits: no later day has any.</summary>
    private static readonly DateOnly _last = new(5138, 12, 31);

    public int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary>What was asked, with the period.</summary>
    public IReadOnlyList<(string Name, object Value)> With(params IEnumerable<(string Name, object Value)> question)
    {
        List<(string, object)> all = [.. question, ("from", From), ("to", To)];
        if (AsOf is { } time)
            all.Add(("as_of", time.UtcDateTime));
        return all;
    }

    public static DateOnly Possible(DateOnly day) => day < _last ? day : _last;

    /// <summary>The day some days before another, or the first that there is.</summary>
    public static DateOnly Before(DateOnly day, int days) => DateOnly.FromDayNumber(Math.Max(0, day.DayNumber - days));

    public static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);

    /// <summary>Its Monday.</summary>
    public static DateOnly WeekOf(DateOnly day) => day.AddDays(-(day.DayNumber % 7));
}
