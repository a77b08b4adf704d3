using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Reo.Metrics.Reading;

/// <summary>Which usage is meant. Absent: any.</summary>
internal record UsageFilter : PageRequest
{
    [FromQuery(Name = "metric"), Description("Used this: an activity type, exactly")]
    public string? Metric { get; init; }

    [FromQuery(Name = "product"), Description("Of this product_id, exactly")]
    public string? Product { get; init; }

    [FromQuery(Name = "environment"), Description("In this environment, exactly")]
    public string? Environment { get; init; }

    [FromQuery(Name = "from"), Description("On this UTC day or later")]
    public DateOnly? From { get; init; }

    [FromQuery(Name = "to"), Description("On this UTC day or earlier")]
    public DateOnly? To { get; init; }

    [FromQuery(Name = "last"), Description("In so many days or weeks up to `as_of`, that day included, such as 30d or 4w; instead of `from` and `to`")]
    public string? Last { get; init; }

    public virtual ProblemHttpResult? Problem =>
        From > To ? Problems.PeriodBackwards
        : Last is null ? null
        : From is not null || To is not null ? Problems.PeriodTwice
        : LastDays.Read(Last, LastDays.Most) is null ? Problems.LastNotUsable(LastDays.Most)
        : null;

    /// <summary>Whether only some days' usage is meant.</summary>
    protected bool AsksForDays => From is not null || To is not null || Last is not null;

    /// <summary>Conditions on a table of usage by day, each beginning with <c>and</c>; empty when any usage is meant.</summary>
    /// <param name="query">Gets the values.</param>
    /// <param name="asOf">The day that <see cref="Last"/> is reckoned to.</param>
    /// <param name="isOfMonths">Whether the days of a <c>month</c> stand together in the table, and are not looked at when none can matter.</param>
    public string Conditions(Query query, DateOnly asOf, bool isOfMonths = false)
    {
        var last = Last is null ? null : LastDays.Read(Last, LastDays.Most);
        var from = last is { } days ? DateOnly.FromDayNumber(Math.Max(0, asOf.DayNumber - days + 1)) : From;
        return string.Concat(
            query.When(Metric, "and metric = @metric\n", "metric"),
            query.When(Product, "and product = @product\n", "product"),
            query.When(Environment, "and environment = @environment\n", "environment"),
            query.When(from, isOfMonths ? "and day >= @from and month > @from - 31\n" : "and day >= @from\n", "from"),
            query.When(last is null ? To : asOf, isOfMonths ? "and day <= @to and month <= @to\n" : "and day <= @to\n", "to"));
    }
}
