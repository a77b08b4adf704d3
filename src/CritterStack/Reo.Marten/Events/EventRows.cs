using JasperFx.Events;
using Marten.Documents;
using Marten.Exceptions;
using Npgsql;

namespace Marten.Events;

/// <summary>Rows of <c>mt_events</c> as events: metadata at once, data on first use.</summary>
internal static class EventRows
{
    public const string Columns = "d.seq_id, d.id, d.stream_id, d.version, d.data, d.type, d.timestamp, d.tenant_id, d.mt_dotnet_type, d.is_archived";

    /// <exception cref="UnknownEventTypeException">No type of this application has the row's alias or .NET name.</exception>
    public static IEvent Read(NpgsqlDataReader row, EventGraph graph, DocumentSerializer serializer)
    {
        var sequence = row.GetInt64(0);
        var alias = row.GetString(5);
        var dotNetType = row.IsDBNull(8) ? null : row.GetString(8);
        var mapping = graph.MappingFor(alias, dotNetType) ?? throw new UnknownEventTypeException(alias, sequence);

        var e = mapping.Wrap(row.GetFieldValue<byte[]>(4), serializer);
        e.Sequence = sequence;
        e.Id = row.GetGuid(1);
        e.StreamKey = row.GetString(2);
        e.Version = row.GetInt64(3);
        e.EventTypeName = alias;
        e.Timestamp = row.GetFieldValue<DateTimeOffset>(6);
        e.TenantId = row.GetString(7);
        e.DotNetTypeName = dotNetType ?? mapping.DotNetTypeName;
        e.IsArchived = row.GetBoolean(9);
        return e;
    }
}
