using Marten.Documents;
using Npgsql;

namespace Marten.Sessions;

/// <summary>A query in the caller's own SQL: a whole <c>select</c>, or what follows the document's table name.</summary>
internal sealed class UserSql<T>(QuerySession session, string sql, object[] parameters)
{
    private static readonly bool IsScalar = ScalarTypes.Contains(typeof(T));

    /// <summary>The first column: a document's JSON or a scalar. A clause alone reads all tenants, as in the packages.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync(CancellationToken ct)
    {
        if (sql.AsSpan().TrimStart().StartsWith("select", StringComparison.OrdinalIgnoreCase)
            || sql.AsSpan().TrimStart().StartsWith("with", StringComparison.OrdinalIgnoreCase))
        {
            return await session.ReadAsync(Command(sql), row => IsScalar ? Scalar(row, 0) : Json(row, 0), ct);
        }

        var storage = await StorageAsync(ct);
        return await session.ReadAsync(
            Command($"select {storage.Sql.Select} from {storage.Sql.From} {sql}"), row => session.ReadDocument<T>(storage, row), ct);
    }

    /// <summary>A scalar or JSON in the first column; of a document, id and JSON.</summary>
    public async Task<IReadOnlyList<T>> QueryColumnsAsync(CancellationToken ct)
    {
        if (IsScalar)
            return await session.ReadAsync(Command(sql), row => Scalar(row, 0), ct);
        if (!session.Owner.Options.Documents.IsDocument(typeof(T)))
            return await session.ReadAsync(Command(sql), row => Json(row, 0), ct);

        await StorageAsync(ct);
        return await session.ReadAsync(Command(sql), row => Json(row, 1), ct);
    }

    private static T Scalar(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? default! : row.GetFieldValue<T>(column);

    private T Json(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? default! : session.Owner.Options.Json.Read<T>(row.GetFieldValue<byte[]>(column));

    private NpgsqlCommand Command(string text)
    {
        var command = new NpgsqlCommand(Placeholders.Number(text, parameters.Length));
        foreach (var value in parameters)
            command.Parameters.Add(Placeholders.Parameter(value));
        return command;
    }

    private async Task<DocumentStorage> StorageAsync(CancellationToken ct)
    {
        var storage = session.Owner.Options.Documents.StorageFor(typeof(T));
        await session.Owner.Schema.EnsureAsync(storage, ct);
        return storage;
    }
}

internal static class ScalarTypes
{
    private static readonly HashSet<Type> Types =
    [
        typeof(string), typeof(bool), typeof(int), typeof(long), typeof(short), typeof(decimal), typeof(double), typeof(float),
        typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
    ];

    public static bool Contains(Type type) => Types.Contains(Nullable.GetUnderlyingType(type) ?? type);
}

internal sealed class AdvancedSql(QuerySession session) : IAdvancedSql
{
    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, CancellationToken token, params object[] parameters) where T : notnull =>
        new UserSql<T>(session, sql, parameters).QueryColumnsAsync(token);
}
