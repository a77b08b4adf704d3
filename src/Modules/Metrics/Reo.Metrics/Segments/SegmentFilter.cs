using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Reo.Metrics.Companies;
using Reo.Metrics.Developers;
using Reo.Metrics.Reading;

namespace Reo.Metrics.Segments;

/// <summary>The filters of the lists of developers and companies; all that are there have to match.</summary>
/// <param name="Q">Stands somewhere in one of the developer's identities, or in the company's name.</param>
/// <param name="Metric">Used this, exactly.</param>
/// <param name="Product">Of this product_id, exactly.</param>
/// <param name="Environment">In this environment, exactly.</param>
/// <param name="From">On this UTC day or later.</param>
/// <param name="To">On this UTC day or earlier.</param>
/// <param name="Last">In so many days or weeks up to today, such as 30d or 4w; instead of <paramref name="From"/> and <paramref name="To"/>.</param>
/// <param name="Score">Low, Medium or High, as of today.</param>
/// <param name="Company">For this company; of developers alone.</param>
internal sealed record SegmentFilter(
    string? Q = null, string? Metric = null, string? Product = null, string? Environment = null, DateOnly? From = null, DateOnly? To = null,
    string? Last = null, string? Score = null, string? Company = null)
{
    private const int LongestText = 1_000;

    private static readonly JsonSerializerOptions _stored = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public string Write() => JsonSerializer.Serialize(this, _stored);

    public static SegmentFilter Read(string stored) => JsonSerializer.Deserialize<SegmentFilter>(stored, _stored)!;

    public ProblemHttpResult? Problem(SegmentMembers members) =>
        new[] { Q, Metric, Product, Environment, Company }.Any(text => text is not null && (text.Length is 0 or > LongestText || text.Contains('\0', StringComparison.Ordinal)))
            ? Problems.SegmentFilterNotUsable(LongestText)
            : members == SegmentMembers.Companies && Company is not null ? Problems.CompanyOfCompanies
            : On(members).Problem;

    /// <summary>A query of the members as <c>member</c>, beside the columns of their table and their score.</summary>
    /// <param name="members">Of what.</param>
    /// <param name="asOf">The day that <see cref="Last"/> and scores are reckoned to.</param>
    /// <param name="query">Gets the values.</param>
    /// <param name="columns">Of <c>member</c>, its table or <c>score</c>.</param>
    /// <param name="withScore">Whether the columns name the score.</param>
    public string Sql(SegmentMembers members, DateOnly asOf, Query query, string columns, bool withScore)
    {
        var (listing, filter) = (members == SegmentMembers.Companies ? CompanyQuery.Listing : DeveloperQuery.Listing, On(members));
        return
            $"""
            select {listing.Id} as member{columns}
            from {(withScore || filter.AsksForScore ? listing.Scored : listing.Table)} listed
            where {filter.Where(query, asOf)}
            """;
    }

    /// <summary>That of a list.</summary>
    public static SegmentFilter Of(ListFilter filter) => new(
        filter.Search, filter.Metric, filter.Product, filter.Environment, filter.From, filter.To, filter.Last, filter.Score, (filter as DeveloperFilter)?.Company);

    /// <summary>The filter of the list.</summary>
    public ListFilter On(SegmentMembers members) => (members == SegmentMembers.Companies ? (ListFilter)new CompanyFilter() : new DeveloperFilter { Company = Company }) with
    {
        Search = Q,
        Metric = Metric,
        Product = Product,
        Environment = Environment,
        From = From,
        To = To,
        Last = Last,
        Score = Score,
    };
}
