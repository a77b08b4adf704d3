using System.ComponentModel;
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

    public bool IsBackwards => From > To;

    /// <summary>Conditions on a table of usage by day, each beginning with <c>and</c>; empty when any usage is meant.</summary>
    public string Conditions(Query query) => string.Concat(
        query.When(Metric, "and metric = @metric\n", "metric"),
        query.When(Product, "and product = @product\n", "product"),
        query.When(Environment, "and environment = @environment\n", "environment"),
        query.When(From, "and day >= @from\n", "from"),
        query.When(To, "and day <= @to\n", "to"));
}
