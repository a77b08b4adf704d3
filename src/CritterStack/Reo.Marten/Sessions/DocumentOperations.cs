using System.Linq.Expressions;
using Marten.Events;
using Marten.Linq;
using Npgsql;

namespace Marten.Sessions;

/// <summary>One tenant's view of a unit of work.</summary>
internal abstract class DocumentOperations(DocumentStore store, string tenantId) : IDocumentOperations
{
    public DocumentStore Owner { get; } = store;

    public string TenantId { get; } = tenantId;

    public IDocumentStore DocumentStore => Owner;

    public abstract NpgsqlConnection Connection { get; }

    public abstract UnitOfWork Work { get; }

    public IEventStoreOperations Events => throw new NotSupportedException();

    IQueryEventStore IQuerySession.Events => Events;

    public IAdvancedSql AdvancedSql => throw new NotSupportedException();

    public Task<T?> LoadAsync<T>(string id, CancellationToken token = default) where T : notnull => throw new NotSupportedException();

    public Task<T?> LoadAsync<T>(Guid id, CancellationToken token = default) where T : notnull => throw new NotSupportedException();

    public Task<T?> LoadAsync<T>(int id, CancellationToken token = default) where T : notnull => throw new NotSupportedException();

    public Task<T?> LoadAsync<T>(long id, CancellationToken token = default) where T : notnull => throw new NotSupportedException();

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(params string[] ids) where T : notnull => throw new NotSupportedException();

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<string> ids) where T : notnull => throw new NotSupportedException();

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, params string[] ids) where T : notnull => throw new NotSupportedException();

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, IEnumerable<string> ids) where T : notnull => throw new NotSupportedException();

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(params Guid[] ids) where T : notnull => throw new NotSupportedException();

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, params Guid[] ids) where T : notnull => throw new NotSupportedException();

    public IMartenQueryable<T> Query<T>() => throw new NotSupportedException();

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, CancellationToken token, params object[] parameters) => throw new NotSupportedException();

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, params object[] parameters) => throw new NotSupportedException();

    public Task<int> ExecuteAsync(NpgsqlCommand command, CancellationToken token = default) => throw new NotSupportedException();

    public abstract ITenantOperations ForTenant(string tenantId);

    public void Store<T>(IEnumerable<T> entities) where T : notnull => throw new NotSupportedException();

    public void Store<T>(params T[] entities) where T : notnull => throw new NotSupportedException();

    public void Insert<T>(IEnumerable<T> entities) where T : notnull => throw new NotSupportedException();

    public void Insert<T>(params T[] entities) where T : notnull => throw new NotSupportedException();

    public void Update<T>(IEnumerable<T> entities) where T : notnull => throw new NotSupportedException();

    public void Update<T>(params T[] entities) where T : notnull => throw new NotSupportedException();

    public void UpdateExpectedVersion<T>(T entity, Guid version) where T : notnull => throw new NotSupportedException();

    public void Delete<T>(T entity) where T : notnull => throw new NotSupportedException();

    public void Delete<T>(string id) where T : notnull => throw new NotSupportedException();

    public void Delete<T>(Guid id) where T : notnull => throw new NotSupportedException();

    public void Delete<T>(int id) where T : notnull => throw new NotSupportedException();

    public void Delete<T>(long id) where T : notnull => throw new NotSupportedException();

    public void DeleteWhere<T>(Expression<Func<T, bool>> expression) where T : notnull => throw new NotSupportedException();

    public void QueueSqlCommand(string sql, params object[] parameterValues) => throw new NotSupportedException();

    public abstract void Dispose();

    public abstract ValueTask DisposeAsync();
}
