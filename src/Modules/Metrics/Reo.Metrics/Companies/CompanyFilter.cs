using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Reo.Metrics.Reading;

namespace Reo.Metrics.Companies;

/// <summary>Which companies are meant.</summary>
internal sealed record CompanyFilter : ListFilter
{
    [FromQuery(Name = "sort"), Description("last_day, first_day, usage_count, score, developers or company, with a minus in front for descending; -last_day when absent")]
    public override string? Sort { get; init; }

    [FromQuery(Name = "q"), Description("Stands somewhere in the company's name; case does not matter")]
    public override string? Search { get; init; }

    protected override bool IsOfMonths => true;

    protected override string Who(Query query, string usage) => string.Concat(
        query.When(Search is null ? null : Query.Within(Search), "and company ilike @search\n", "search"),
        usage.Length == 0 ? "" :
            $"""
            and company in (
                select company
                from reports.{(AsksForDays ? "company_usage_by_day" : "company_usage_by_month")}
                where tenant_id = @tenant
                {usage}
            )

            """);
}
