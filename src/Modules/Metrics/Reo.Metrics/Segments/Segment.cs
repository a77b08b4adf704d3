using System.Security.Claims;
using System.Text.Json.Serialization;
using Npgsql;
using NpgsqlTypes;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Segments;

internal enum SegmentMembers
{
    Developers,
    Companies,
}

/// <summary>A saved filter.</summary>
/// <param name="SegmentId">Never another's.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Members">What it is of: <c>developers</c> or <c>companies</c>.</param>
/// <param name="Filter">Who is in it.</param>
/// <param name="Shared">Whether all members of the tenant and its API keys see it, or its owner alone.</param>
/// <param name="Owner">The person who made it.</param>
internal sealed record Segment(
    Guid SegmentId, string Name, [property: JsonConverter(typeof(SegmentMembersInLowerCase))] SegmentMembers Members, SegmentFilter Filter, bool Shared, string Owner,
    DateTimeOffset CreatedAt, DateTimeOffset ChangedAt)
{
    public const string Columns = "segment_id, name, members, filter, is_shared, owner, created_at, changed_at";

    /// <summary>Whether the caller may know of it; a condition on a row of <c>metrics.segments</c>, with <c>@tenant</c> and <c>@person</c>.</summary>
    public const string Visible = "tenant_id = @tenant and (is_shared or owner = @person)";

    public static Segment Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        MembersOf(row.GetString(2))!.Value,
        SegmentFilter.Read(row.GetString(3)),
        row.GetBoolean(4),
        row.GetString(5),
        row.GetFieldValue<DateTimeOffset>(6),
        row.GetFieldValue<DateTimeOffset>(7));

    public static SegmentMembers? MembersOf(string? name) => name switch
    {
        "developers" => SegmentMembers.Developers,
        "companies" => SegmentMembers.Companies,
        _ => null,
    };

    public static string NameOf(SegmentMembers members) => members == SegmentMembers.Companies ? "companies" : "developers";

    /// <summary>Null when there is none, or it is another's alone.</summary>
    public static async Task<Segment?> FindAsync(NpgsqlDataSource database, ClaimsPrincipal caller, Guid segmentId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select {Columns} from metrics.segments where {Visible} and segment_id = @segment");
        command.AddCaller(caller);
        command.Parameters.AddWithValue("segment", segmentId);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? Read(row) : null;
    }

    /// <summary>Its owner, and Admins when it is shared.</summary>
    public bool MayBeChangedBy(ClaimsPrincipal caller) =>
        Owner == caller.FindFirstValue(Access.PersonClaim) || (Shared && caller.FindFirstValue(Access.RoleClaim) == Access.AdminRole);
}

internal static class SegmentCaller
{
    /// <summary><c>@tenant</c> and <c>@person</c>; an API key is no person.</summary>
    public static void AddCaller(this NpgsqlCommand command, ClaimsPrincipal caller)
    {
        command.Parameters.AddWithValue("tenant", caller.Tenant());
        command.Parameters.AddWithValue("person", NpgsqlDbType.Text, (object?)caller.FindFirstValue(Access.PersonClaim) ?? DBNull.Value);
    }
}

internal sealed class SegmentMembersInLowerCase() : JsonStringEnumConverter<SegmentMembers>(System.Text.Json.JsonNamingPolicy.SnakeCaseLower);
