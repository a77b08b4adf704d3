using Marten.Documents;
using Marten.Events;
using Marten.Linq;
using Npgsql;
using NpgsqlTypes;

namespace Marten.Sessions;

/// <summary>Reads of one tenant.</summary>
internal class QuerySession(DocumentStore store, SessionConnection connection, string tenantId, int? timeout, bool ownsConnection = true) : IQuerySession
{
    public DocumentStore Owner { get; } = store;

    public SessionConnection Database { get; } = connection;

    public string TenantId { get; } = tenantId;

    public int? Timeout { get; } = timeout;

    public IDocumentStore DocumentStore => Owner;

    public NpgsqlConnection Connection => Database.Held;

    public virtual IQueryEventStore Events => new EventQueries(this);

    public IAdvancedSql AdvancedSql => new AdvancedSql(this);

    public Task<T?> LoadAsync<T>(string id, CancellationToken token = default) where T : notnull => LoadByIdAsync<T>(id, token);

    public Task<T?> LoadAsync<T>(Guid id, CancellationToken token = default) where T : notnull => LoadByIdAsync<T>(id, token);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(params string[] ids) where T : notnull => LoadManyAsync<T>(CancellationToken.None, ids);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<string> ids) where T : notnull => LoadManyAsync<T>(CancellationToken.None, ids);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, IEnumerable<string> ids) where T : notnull =>
        LoadManyAsync<T>(token, ids.ToArray());

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, params string[] ids) where T : notnull =>
        LoadManyByIdAsync<T>(typeof(string), ids, NpgsqlDbType.Array | NpgsqlDbType.Varchar, token);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(params Guid[] ids) where T : notnull => LoadManyAsync<T>(CancellationToken.None, ids);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<Guid> ids) where T : notnull => LoadManyAsync<T>(CancellationToken.None, ids);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, IEnumerable<Guid> ids) where T : notnull =>
        LoadManyAsync<T>(token, ids.ToArray());

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, params Guid[] ids) where T : notnull =>
        LoadManyByIdAsync<T>(typeof(Guid), ids, NpgsqlDbType.Array | NpgsqlDbType.Uuid, token);

    public IMartenQueryable<T> Query<T>() where T : notnull => new MartenQueryable<T>(new DocumentQuerySource<T>(this));

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, params object[] parameters) where T : notnull =>
        QueryAsync<T>(sql, CancellationToken.None, parameters);

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, CancellationToken token, params object[] parameters) where T : notnull =>
        new UserSql<T>(this, sql, parameters).QueryAsync(token);

    public async Task<int> ExecuteAsync(NpgsqlCommand command, CancellationToken token = default) =>
        await Database.UseAsync(
            async (connection, transaction) =>
            {
                (command.Connection, command.Transaction) = (connection, transaction);
                return await command.ExecuteNonQueryAsync(token);
            },
            token);

    public void Dispose()
    {
        if (ownsConnection)
            Database.Dispose();
    }

    public ValueTask DisposeAsync() => ownsConnection ? Database.DisposeAsync() : ValueTask.CompletedTask;

    /// <summary>Runs one command and reads its rows.</summary>
    /// <exception cref="Exceptions.MartenCommandException">The database refused it.</exception>
    internal Task<List<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken ct) =>
        Database.UseAsync(
            async (connection, transaction) =>
            {
                await using (command)
                {
                    (command.Connection, command.Transaction) = (connection, transaction);
                    if (Timeout is { } seconds)
                        command.CommandTimeout = seconds;
                    try
                    {
                        var rows = new List<T>();
                        await using var reader = await command.ExecuteReaderAsync(ct);
                        while (await reader.ReadAsync(ct))
                            rows.Add(read(reader));
                        return rows;
                    }
                    catch (NpgsqlException refusal)
                    {
                        throw new Exceptions.MartenCommandException(command, refusal);
                    }
                }
            },
            ct);

    /// <summary>Reads a document from a row of <see cref="DocumentSql.Select"/>.</summary>
    internal T ReadDocument<T>(DocumentStorage storage, NpgsqlDataReader row)
    {
        var document = Owner.Options.Json.Read<T>(row.GetFieldValue<byte[]>(0));
        if (storage.Versioning == Versioning.Revision)
            storage.SetVersion(document!, Convert.ToInt64(row.GetValue(1)));
        else if (storage.Versioning == Versioning.Optimistic)
            Remember(storage, document!, row.GetGuid(1));
        Loaded(storage, document!);
        return document;
    }

    protected virtual void Remember(DocumentStorage storage, object document, Guid version) => storage.SetVersion(document, version);

    protected virtual void Loaded(DocumentStorage storage, object document)
    {
    }

    private async Task<T?> LoadByIdAsync<T>(object id, CancellationToken ct) where T : notnull
    {
        var storage = await StorageAsync<T>(id.GetType(), ct);
        var command = new NpgsqlCommand(storage.Sql.Load) { Parameters = { storage.IdParameter(id) } };
        AddTenant(command, storage);
        var rows = await ReadAsync(command, row => ReadDocument<T>(storage, row), ct);
        return rows is [var document] ? document : default;
    }

    private async Task<IReadOnlyList<T>> LoadManyByIdAsync<T>(Type idType, Array ids, NpgsqlDbType dbType, CancellationToken ct) where T : notnull
    {
        var storage = await StorageAsync<T>(idType, ct);
        if (ids.Length == 0)
            return [];
        var command = new NpgsqlCommand(storage.Sql.LoadMany) { Parameters = { new() { Value = ids, NpgsqlDbType = dbType } } };
        AddTenant(command, storage);
        return await ReadAsync(command, row => ReadDocument<T>(storage, row), ct);
    }

    private async Task<DocumentStorage> StorageAsync<T>(Type idType, CancellationToken ct)
    {
        var storage = Owner.Options.Documents.StorageFor(typeof(T));
        storage.AssertIdType(idType);
        await Owner.Schema.EnsureAsync(storage, ct);
        return storage;
    }

    private void AddTenant(NpgsqlCommand command, DocumentStorage storage)
    {
        if (storage.MultiTenanted)
            command.Parameters.Add(new() { Value = TenantId, NpgsqlDbType = NpgsqlDbType.Varchar });
    }
}
