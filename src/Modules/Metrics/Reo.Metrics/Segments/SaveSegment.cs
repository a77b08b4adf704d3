using System.ComponentModel;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using NpgsqlTypes;
using Reo.Metrics.Plan;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Segments;

/// <param name="Name">At most 200 characters.</param>
/// <param name="Members"><c>developers</c> or <c>companies</c>; stays as it is when a segment is changed.</param>
/// <param name="Filter">Who is in it; everybody when absent.</param>
/// <param name="Shared">Whether the whole tenant sees it; only its owner when absent.</param>
internal sealed record SegmentRequest(string? Name = null, string? Members = null, SegmentFilter? Filter = null, bool? Shared = null)
{
    private const int LongestName = 200;

    public ProblemHttpResult? Problem(SegmentMembers? members) =>
        members is null ? Problems.SegmentMembersUnknown
        : Name is null || Name.Trim().Length == 0 || !PlanTexts.IsLine(Name, LongestName) ? Problems.SegmentNameNotUsable(LongestName)
        : (Filter ?? new SegmentFilter()).Problem(members.Value);
}

/// <summary>Creates, changes and deletes segments. Everybody has their own; a shared one is also changed by Admins.</summary>
internal static class SaveSegment
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Describe(routes.MapPost("/api/v1/segments", CreateAsync))
            .WithName("CreateSegment")
            .WithSummary("Saves a filter of developers or companies under a name")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        Describe(routes.MapPut("/api/v1/segments/{segment_id}", ChangeAsync))
            .WithName("ChangeSegment")
            .WithSummary("Changes name, filter and who sees it; for its owner, and for Admins when it is shared")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        Describe(routes.MapDelete("/api/v1/segments/{segment_id}", DeleteAsync))
            .WithName("DeleteSegment")
            .WithSummary("Deletes a segment with its webhook; for its owner, and for Admins when it is shared")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route) => route
        .RequireAuthorization(Access.Member)
        .WithTags("Segments")
        .ProducesProblem(StatusCodes.Status401Unauthorized);

    public static async Task<Results<Created<Segment>, ProblemHttpResult>> CreateAsync(
        SegmentRequest request, ClaimsPrincipal caller, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellation)
    {
        var members = Segment.MembersOf(request.Members);
        if (request.Problem(members) is { } problem)
            return problem;

        var created = await WriteAsync(database, caller, request, Guid.CreateVersion7(), members!.Value, caller.PersonId(), clock, cancellation);
        return TypedResults.Created($"/api/v1/segments/{created.SegmentId}", created);
    }

    private static async Task<Results<Ok<Segment>, ProblemHttpResult>> ChangeAsync(
        [FromRoute(Name = "segment_id"), Description("As the list shows it")] string segmentId,
        SegmentRequest request, ClaimsPrincipal caller, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellation)
    {
        if (await FindAsync(database, caller, segmentId, cancellation) is not { } segment)
            return Problems.SegmentUnknown;
        if (!segment.MayBeChangedBy(caller))
            return Problems.SegmentOfAnother;
        if (request.Members is not null && Segment.MembersOf(request.Members) != segment.Members)
            return Problems.SegmentMembersStay;
        if (request.Problem(segment.Members) is { } problem)
            return problem;

        return TypedResults.Ok(await WriteAsync(database, caller, request, segment.SegmentId, segment.Members, segment.Owner, clock, cancellation));
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        [FromRoute(Name = "segment_id"), Description("As the list shows it")] string segmentId,
        ClaimsPrincipal caller, NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (await FindAsync(database, caller, segmentId, cancellation) is not { } segment)
            return Problems.SegmentUnknown;
        if (!segment.MayBeChangedBy(caller))
            return Problems.SegmentOfAnother;

        await using var command = database.CreateCommand("delete from metrics.segments where tenant_id = $1 and segment_id = $2");
        command.Parameters.AddWithValue(caller.Tenant());
        command.Parameters.AddWithValue(segment.SegmentId);
        await command.ExecuteNonQueryAsync(cancellation);
        return TypedResults.NoContent();
    }

    /// <summary>Null when the text is no id, when there is none, or it is another's alone.</summary>
    public static async Task<Segment?> FindAsync(NpgsqlDataSource database, ClaimsPrincipal caller, string segmentId, CancellationToken cancellation) =>
        Guid.TryParseExact(segmentId, "D", out var id) ? await Segment.FindAsync(database, caller, id, cancellation) : null;

    private static async Task<Segment> WriteAsync(
        NpgsqlDataSource database, ClaimsPrincipal caller, SegmentRequest request, Guid segmentId, SegmentMembers members, string owner,
        TimeProvider clock, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            insert into metrics.segments as known (tenant_id, segment_id, name, members, filter, is_shared, owner, created_at, changed_at)
            values (@tenant, @segment, @name, @members, @filter, @shared, @owner, @now, @now)
            on conflict (tenant_id, segment_id) do update set
                name = excluded.name, filter = excluded.filter, is_shared = excluded.is_shared, changed_at = excluded.changed_at
            returning {Segment.Columns}
            """);
        command.Parameters.AddWithValue("tenant", caller.Tenant());
        command.Parameters.AddWithValue("segment", segmentId);
        command.Parameters.AddWithValue("name", request.Name!.Trim());
        command.Parameters.AddWithValue("members", Segment.NameOf(members));
        command.Parameters.AddWithValue("filter", NpgsqlDbType.Jsonb, (request.Filter ?? new SegmentFilter()).Write());
        command.Parameters.AddWithValue("shared", request.Shared ?? false);
        command.Parameters.AddWithValue("owner", owner);
        command.Parameters.AddWithValue("now", clock.GetUtcNow());
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return Segment.Read(row);
    }
}
