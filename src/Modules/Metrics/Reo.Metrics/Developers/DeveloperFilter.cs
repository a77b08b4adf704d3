using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Reo.Metrics.Reading;
using Reo.Metrics.Scores;

namespace Reo.Metrics.Developers;

/// <summary>Which developers are meant: all conditions at once, those on usage by one and the same usage.</summary>
internal sealed record DeveloperFilter : UsageFilter
{
    [FromQuery(Name = "sort"), Description("last_seen_at, first_seen_at, usage_count, score or developer_id, with a minus in front for descending; -last_seen_at when absent")]
    public string? Sort { get; init; }

    [FromQuery(Name = "q"), Description("Stands somewhere in one of the developer's identities; case does not matter")]
    public string? Search { get; init; }

    [FromQuery(Name = "company"), Description("Used something for this company, exactly as the lists show it")]
    public string? Company { get; init; }

    [FromQuery(Name = "score"), Description("Low, Medium or High")]
    public string? Score { get; init; }

    public bool AsksForScore => Score is not null;

    public ProblemHttpResult? Problem =>
        IsBackwards ? Problems.PeriodBackwards
        : Score is not null && ActivityScore.RangeOf(Score) is null ? Problems.LevelUnknown
        : null;

    /// <summary>Conditions on <c>developer</c>, a row of <c>reports.developers</c>, with its score if that is asked for.</summary>
    public string Where(Query query)
    {
        var usage = Conditions(query);
        var range = Score is null ? null : ActivityScore.RangeOf(Score);
        return string.Concat(
            "tenant_id = @tenant\n",
            query.When(
                Search is null ? null : Query.Within(Search),
                """
                and developer_id in (select developer_id from reports.identities where tenant_id = @tenant and identity ilike @search)

                """,
                "search"),
            query.When(
                Company,
                usage.Length > 0 ? "" : "and developer_id in (select developer_id from reports.company_developers where tenant_id = @tenant and company = @company)\n",
                "company"),
            usage.Length == 0 ? "" :
                $"""
                and developer_id in (
                    select developer_id
                    from reports.usage_by_day
                    where tenant_id = @tenant
                    {usage}{(Company is null ? "" : "and company = @company")}
                )

                """,
            query.When(range?.From, "and score >= @score_from\n", "score_from"),
            query.When(range?.Below, "and score < @score_below\n", "score_below"));
    }
}
