using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Metrics.Reading;
using Reo.Metrics.Reports;
using Reo.Metrics.Scores;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Segments;

/// <param name="Segments">Those that the caller may see, by name.</param>
internal sealed record SegmentList(IReadOnlyList<Segment> Segments);

/// <param name="Count">How many are in it.</param>
/// <param name="AsOf">The day that scores and the filter's <c>last</c> are reckoned to.</param>
internal sealed record CountedSegment(Segment Segment, long Count, DateOnly AsOf);

internal static class ReadSegments
{
    private const string AsOf = "The day that scores and the filter's `last` are reckoned to; today when absent";

    private static readonly ReportColumn[] _developerColumns =
    [
        new("developer_id", ColumnKind.Text),
        new("user_id_type", ColumnKind.Text),
        new("user_id", ColumnKind.Text),
        new("company", ColumnKind.Text),
        new("first_day", ColumnKind.Day),
        new("last_day", ColumnKind.Day),
        new("usage_count", ColumnKind.Number),
        new("score", ColumnKind.Number),
    ];

    private static readonly ReportColumn[] _companyColumns =
    [
        new("company", ColumnKind.Text),
        new("first_day", ColumnKind.Day),
        new("last_day", ColumnKind.Day),
        new("usage_count", ColumnKind.Number),
        new("score", ColumnKind.Number),
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        Describe(routes.MapGet("/api/v1/segments", ListAsync))
            .WithName("ListSegments")
            .WithSummary("The caller's segments, and those that are shared");
        Describe(routes.MapGet("/api/v1/segments/{segment_id}", ShowAsync))
            .WithName("ShowSegment")
            .WithSummary("One segment, and how many are in it now")
            .ProducesProblem(StatusCodes.Status404NotFound);
        Describe(routes.MapGet("/api/v1/segments/{segment_id}/members", ExportAsync))
            .WithName("ExportSegment")
            .WithSummary("Everybody who is in a segment now, as JSON, CSV or NDJSON")
            .Produces(StatusCodes.Status200OK, responseType: null, ReportFormat.ContentTypes[0], ReportFormat.ContentTypes[1..])
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status406NotAcceptable);
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route) => route
        .RequireAuthorization(Access.ReadOwnTenant)
        .WithTags("Segments")
        .ProducesProblem(StatusCodes.Status401Unauthorized);

    public static async Task<SegmentList> ListAsync(ClaimsPrincipal caller, NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select {Segment.Columns} from metrics.segments where {Segment.Visible} order by name, segment_id");
        command.AddCaller(caller);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var segments = new List<Segment>();
        while (await row.ReadAsync(cancellation))
            segments.Add(Segment.Read(row));
        return new SegmentList(segments);
    }

    private static async Task<Results<Ok<CountedSegment>, ProblemHttpResult>> ShowAsync(
        [FromRoute(Name = "segment_id"), Description("As the list shows it")] string segmentId,
        [FromQuery(Name = "as_of"), Description(AsOf)] DateOnly? asOf,
        ClaimsPrincipal caller, NpgsqlDataSource database, IDocumentStore store, TimeProvider clock, CancellationToken cancellation)
    {
        if (await SaveSegment.FindAsync(database, caller, segmentId, cancellation) is not { } segment)
            return Problems.SegmentUnknown;

        var (query, day) = (new Query(), asOf ?? Today(clock));
        await using var command = database.CreateCommand($"select count(*) from ({segment.Filter.Sql(segment.Members, day, query, columns: "", withScore: false)}) member");
        query.Set("tenant", caller.Tenant());
        query.AddTo(command);
        await ActivityScores.AddParametersAsync(command, store, caller.Tenant(), day, cancellation);
        return TypedResults.Ok(new CountedSegment(segment, (long)(await command.ExecuteScalarAsync(cancellation))!, day));
    }

    private static async Task<IResult> ExportAsync(
        [FromRoute(Name = "segment_id"), Description("As the list shows it")] string segmentId,
        [FromQuery(Name = "format"), Description("json, csv or ndjson; when absent, what the header Accept says, else json")] string? format,
        [FromQuery(Name = "as_of"), Description(AsOf)] DateOnly? asOf,
        HttpRequest http, ClaimsPrincipal caller, NpgsqlDataSource database, ReportSources sources, IDocumentStore store, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (await SaveSegment.FindAsync(database, caller, segmentId, cancellation) is not { } segment)
            return Problems.SegmentUnknown;
        if (ReportFormat.Of(http, format) is not { } known)
            return format is null ? Problems.NotAcceptable : Problems.FormatUnknown;

        return new ReportAnswer(
            MembersOf(
                "segment", [("segment_id", segment.SegmentId), ("name", segment.Name)], segment.Members, segment.Filter, store, caller.Tenant(), asOf ?? Today(clock)),
            known, sources, caller.Tenant());
    }

    private static DateOnly Today(TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    /// <summary>Everybody whom a filter means, by id.</summary>
    /// <param name="name">Of the report.</param>
    /// <param name="question">What more was asked.</param>
    /// <param name="members">Of what.</param>
    /// <param name="filter">Whom.</param>
    /// <param name="store">Has the plan, which scores depend on.</param>
    /// <param name="tenantId">Whose.</param>
    /// <param name="asOf">The day that scores and the filter's <c>last</c> are reckoned to.</param>
    public static Report MembersOf(
        string name, IReadOnlyList<(string Name, object Value)> question, SegmentMembers members, SegmentFilter filter, IDocumentStore store, string tenantId,
        DateOnly asOf)
    {
        var isOfCompanies = members == SegmentMembers.Companies;
        var columns = isOfCompanies ? _companyColumns : _developerColumns;
        return new Report(
            name,
            [.. question, ("members", Segment.NameOf(members)), ("as_of", asOf)],
            columns,
            new KnownEvents(From: null, asOf, AsOf: null),
            (source, cancellation) => ReadAsync(members, filter, columns, source, store, tenantId, asOf, cancellation));
    }

    private static async IAsyncEnumerable<ReportValue[]> ReadAsync(
        SegmentMembers members, SegmentFilter filter, ReportColumn[] columns, ReportSource source, IDocumentStore store, string tenantId, DateOnly asOf,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var query = new Query();
        var command = source.Command(
            $"""
            {filter.Sql(members, asOf, query, members == SegmentMembers.Companies ? OfCompany : OfDeveloper, withScore: true)}
            order by 1
            """);
        query.AddTo(command);
        await ActivityScores.AddParametersAsync(command, store, tenantId, asOf, cancellation);
        await foreach (var row in Report.ReadAsync(columns, command, cancellation))
            yield return row;
    }

    private const string OfCompany = ", first_day, last_day, usage_count, score::bigint";

    private const string OfDeveloper =
        """
        , user_id_type, user_id, company, (first_seen_at at time zone 'UTC')::date, (last_seen_at at time zone 'UTC')::date, usage_count, score::bigint
        """;
}
