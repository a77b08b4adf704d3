using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Reo.Metrics.Scores;

namespace Reo.Metrics.Reading;

/// <summary>Who is meant in a list: all conditions at once, those on usage by one and the same usage.</summary>
internal abstract record ListFilter : UsageFilter
{
    public abstract string? Sort { get; init; }

    public abstract string? Search { get; init; }

    [FromQuery(Name = "score"), Description("Low, Medium or High")]
    public string? Score { get; init; }

    public bool AsksForScore => Score is not null;

    /// <summary>See <see cref="UsageFilter.Conditions"/>.</summary>
    protected virtual bool IsOfMonths => false;

    public override ProblemHttpResult? Problem =>
        base.Problem ?? (Score is not null && ActivityScore.RangeOf(Score) is null ? Problems.LevelUnknown : null);

    /// <summary>The page that is asked for, or the caller's mistake.</summary>
    public (Page? Page, ProblemHttpResult? Problem) Read(Listing listing, TimeProvider clock) =>
        Problem is { } problem ? (null, problem) : Read(Sort, listing.SortedBy, listing.SortColumns, clock);

    /// <summary>Conditions on a row of the list's table, with its score if that is asked for.</summary>
    public string Where(Query query, DateOnly asOf)
    {
        var range = Score is null ? null : ActivityScore.RangeOf(Score);
        return string.Concat(
            "tenant_id = @tenant\n",
            Who(query, Conditions(query, asOf, IsOfMonths)),
            query.When(range?.From, "and score >= @score_from\n", "score_from"),
            query.When(range?.Below, "and score < @score_below\n", "score_below"));
    }

    /// <param name="query">Gets the values.</param>
    /// <param name="usage">Conditions on usage; empty when any is meant.</param>
    protected abstract string Who(Query query, string usage);
}
