using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Reo.Metrics.Reading;
using Reo.Metrics.Scores;

namespace Reo.Metrics.Companies;

/// <summary>Which companies are meant: all conditions at once, those on usage by one and the same usage.</summary>
internal sealed record CompanyFilter : UsageFilter
{
    [FromQuery(Name = "sort"), Description("last_day, first_day, usage_count, score, developers or company, with a minus in front for descending; -last_day when absent")]
    public string? Sort { get; init; }

    [FromQuery(Name = "q"), Description("Stands somewhere in the company's name; case does not matter")]
    public string? Search { get; init; }

    [FromQuery(Name = "score"), Description("Low, Medium or High")]
    public string? Score { get; init; }

    public bool AsksForScore => Score is not null;

    public ProblemHttpResult? Problem =>
        IsBackwards ? Problems.PeriodBackwards
        : Score is not null && ActivityScore.RangeOf(Score) is null ? Problems.LevelUnknown
        : null;

    /// <summary>Conditions on <c>company</c>, a row of <c>reports.companies</c>, with its score if that is asked for.</summary>
    public string Where(Query query)
    {
        var usage = Conditions(query);
        var range = Score is null ? null : ActivityScore.RangeOf(Score);
        return string.Concat(
            "tenant_id = @tenant\n",
            query.When(Search is null ? null : Query.Within(Search), "and company ilike @search\n", "search"),
            usage.Length == 0 ? "" :
                $"""
                and company in (
                    select company
                    from reports.company_usage_by_day
                    where tenant_id = @tenant
                    {usage}
                )

                """,
            query.When(range?.From, "and score >= @score_from\n", "score_from"),
            query.When(range?.Below, "and score < @score_below\n", "score_below"));
    }
}
