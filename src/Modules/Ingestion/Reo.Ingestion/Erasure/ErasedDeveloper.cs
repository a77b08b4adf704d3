using System.Security.Cryptography;
using Marten;
using Npgsql;

namespace Reo.Ingestion.Erasure;

/// <summary>The raw events of a developer, and the random text that takes the developer's place in them.</summary>
internal sealed record ErasedDeveloper(string TenantId, string DeveloperId, string Random)
{
    private const string LettersAndDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const int RandomLength = 24;

    public static ErasedDeveloper New(string tenantId, string developerId) =>
        new(tenantId, developerId, RandomNumberGenerator.GetString(LettersAndDigits, RandomLength));

    public string ErasedAs => $"{MaskedUsage.UserIdType.ToLowerInvariant()}/{Random}";

    private string Stream => StreamOf(DeveloperId);

    private string MaskedStream => StreamOf(ErasedAs);

    /// <summary>How many events there are, held ones included.</summary>
    public async Task<long> CountAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select count(*)
            from app.mt_events
            where tenant_id = $1
                and (
                    stream_id = $3
                    or (
                        type = 'usage_held'
                        and stream_id in (select $1 || '/held/' || activity_type from ingestion.held_activity_types where tenant_id = $1)
                        and lower(data -> 'Usage' ->> 'UserIdType') || '/' || (data -> 'Usage' ->> 'UserId') = $2
                    )
                )
            """);
        command.Parameters.AddWithValue(TenantId);
        command.Parameters.AddWithValue(DeveloperId);
        command.Parameters.AddWithValue(Stream);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>
    /// Moves the stream. An append that is under way holds the stream's row: the lock waits for it, and its events are masked too. A later
    /// one waits for the lock, and begins the stream anew.
    /// </summary>
    public void MaskStream(IDocumentSession session)
    {
        session.QueueSqlCommand("select 1 from app.mt_streams where tenant_id = ? and id = ? for update", TenantId, Stream);
        session.QueueSqlCommand(
            """
            insert into app.mt_streams (tenant_id, id, type, version, timestamp, created, is_archived)
            select tenant_id, ?, type, version, timestamp, created, is_archived
            from app.mt_streams
            where tenant_id = ?
                and id = ?
            """,
            MaskedStream, TenantId, Stream);
        session.QueueSqlCommand(
            $"""
            update app.mt_events usage
            set stream_id = ?, data = {MaskedUsage.Sql}
            where tenant_id = ?
                and stream_id = ?
            """,
            MaskedStream, Random, MaskedUsage.Kept, TenantId, Stream);
        session.QueueSqlCommand("delete from app.mt_streams where tenant_id = ? and id = ?", TenantId, Stream);
    }

    public void MaskHeld(IDocumentSession session) => session.QueueSqlCommand(
        $"""
        update app.mt_events held
        set data = (select jsonb_build_object('Usage', {MaskedUsage.Sql}) from (select held.data -> 'Usage' as data) usage)
        where tenant_id = ?
            and type = 'usage_held'
            and stream_id in (select tenant_id || '/held/' || activity_type from ingestion.held_activity_types where tenant_id = ?)
            and lower(data -> 'Usage' ->> 'UserIdType') || '/' || (data -> 'Usage' ->> 'UserId') = ?
        """,
        Random, MaskedUsage.Kept, TenantId, TenantId, DeveloperId);

    private string StreamOf(string developerId) => $"{TenantId}/developer/{developerId}";
}
