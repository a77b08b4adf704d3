using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>What a rebuild is to do.</summary>
/// <param name="TenantId">Of this tenant alone; null for all.</param>
/// <param name="AsOf">From the events recorded until then, into tables of their own; null for all events, and the result goes live.</param>
/// <param name="IsDryRun">Builds, says how the result differs, and throws it away.</param>
/// <param name="By">Who asked for it: a person id, or the command line.</param>
internal sealed record RebuildOrder(string? TenantId, DateTimeOffset? AsOf, bool IsDryRun, string By);

/// <summary>The state of one rebuild, as stored in <c>metrics.rebuilds</c>.</summary>
internal sealed record Rebuild
{
    public required Guid Id { get; init; }

    public required string Projection { get; init; }

    public string? TenantId { get; init; }

    public DateTimeOffset? AsOf { get; init; }

    public bool DryRun { get; init; }

    /// <summary>One of <see cref="RebuildStatus"/>.</summary>
    public required string Status { get; init; }

    public required string StartedBy { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public string? CancelledBy { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public long EventsDone { get; init; }

    public long EventsTotal { get; init; }

    /// <summary>What it does now, or how it ended, in words.</summary>
    public required string Message { get; init; }

    public bool IsOver => Status != RebuildStatus.Running;
}

internal static class RebuildStatus
{
    public const string Running = "running";
    public const string Completed = "completed";
    public const string Cancelled = "cancelled";
    public const string Failed = "failed";
}

/// <summary>Another rebuild of the projection is under way.</summary>
internal sealed class RebuildRunningException(Guid runningId)
    : Exception($"Rebuild {runningId} of this projection is still running. Wait for it, or cancel it.")
{
    public Guid RunningId => runningId;
}

/// <summary>An event that the projection cannot apply.</summary>
internal sealed class EventNotApplicableException(string message, Exception innerException) : Exception(message, innerException);

/// <summary>Something that needs the live views to be of this code's version, and they are not.</summary>
internal sealed class OtherVersionException(int live, int version)
    : Exception($"The live views are of version {live}, this program's of version {version}; rebuild all tenants first")
{
    public static async Task ThrowIfAsync(NpgsqlConnection connection, ViewsVersion version, CancellationToken cancellation)
    {
        if (await ViewsVersion.LiveAsync(connection, cancellation) is { } live && live != version.Number)
            throw new OtherVersionException(live, version.Number);
    }
}
