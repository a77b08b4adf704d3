using Marten.Sessions;
using Npgsql;
using NpgsqlTypes;

namespace Marten.Events;

internal sealed class ArchiveStream(string schema, string tenantId, string streamKey) : PendingWrite
{
    public override bool TouchesEvents => true;

    public override IEnumerable<NpgsqlBatchCommand> Commands() =>
    [
        Command($"update {schema}.mt_streams set is_archived = true where id = $1 and tenant_id = $2"),
        Command($"update {schema}.mt_events set is_archived = true where stream_id = $1 and tenant_id = $2"),
    ];

    private NpgsqlBatchCommand Command(string sql) => new(sql)
    {
        Parameters =
        {
            new() { Value = streamKey, NpgsqlDbType = NpgsqlDbType.Varchar },
            new() { Value = tenantId, NpgsqlDbType = NpgsqlDbType.Varchar },
        },
    };
}
