using Microsoft.AspNetCore.Components;
using Reo.Dashboard;
using Reo.Metrics.Reading;

namespace Reo.Metrics.Segments;

/// <summary>A page, or a part of one, that shows what its address filters: a link to it shows the same, and Back goes back.</summary>
public abstract class FilteredPage : ComponentBase
{
    [SupplyParameterFromQuery(Name = "q")]
    public string? Q { get; set; }

    [SupplyParameterFromQuery(Name = "metric")]
    public string? Metric { get; set; }

    [SupplyParameterFromQuery(Name = "product")]
    public string? Product { get; set; }

    [SupplyParameterFromQuery(Name = "environment")]
    public string? Environment { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    [SupplyParameterFromQuery(Name = "last")]
    public string? Last { get; set; }

    [SupplyParameterFromQuery(Name = "score")]
    public string? Score { get; set; }

    [SupplyParameterFromQuery(Name = "company")]
    public string? Company { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    public string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "after")]
    public string? After { get; set; }

    /// <summary>Which page it is, for people; <see cref="After"/> says where it begins.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public string? PageNumber { get; set; }

    protected int Number => PageQuery.Number(PageNumber);

    protected IReadOnlyList<(string Name, string? Value)> Fields =>
    [
        ("q", Q), ("metric", Metric), ("product", Product), ("environment", Environment), ("from", From), ("to", To), ("last", Last), ("score", Score),
        ("company", Company),
    ];

    /// <summary>The whole question: the filter, the order, the page.</summary>
    protected string Question => Address("", Sort, After);

    protected bool IsFiltered => Fields.Any(asked => PageQuery.Given(asked.Value) is not null);

    /// <summary>With the filter there is.</summary>
    protected string Address(string path, string? sort = null, string? after = null, int? number = null, string? format = null) =>
        PageQuery.Address(path, [.. Fields, ("sort", sort), ("after", after), ("page", number?.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("format", format)]);

    /// <exception cref="ProblemException">A day is none.</exception>
    internal SegmentFilter Filter() => new(
        PageQuery.Given(Q), PageQuery.Given(Metric), PageQuery.Given(Product), PageQuery.Given(Environment), PageQuery.Day("from", From), PageQuery.Day("to", To),
        PageQuery.Given(Last), PageQuery.Given(Score), PageQuery.Given(Company));

    /// <exception cref="ProblemException">A day is none.</exception>
    internal TFilter ListFilter<TFilter>(SegmentMembers members)
        where TFilter : ListFilter => (TFilter)Filter().On(members);
}
