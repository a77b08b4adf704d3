using System.Linq.Expressions;
using Marten.Events;

namespace Marten;

/// <summary>Reads of one tenant, and writes gathered for its unit of work.</summary>
public interface IDocumentOperations : IQuerySession
{
    new IEventStoreOperations Events { get; }

    /// <summary>Another tenant's part of the same unit of work.</summary>
    ITenantOperations ForTenant(string tenantId);

    void Store<T>(IEnumerable<T> entities) where T : notnull;

    void Store<T>(params T[] entities) where T : notnull;

    void Insert<T>(IEnumerable<T> entities) where T : notnull;

    void Insert<T>(params T[] entities) where T : notnull;

    void Update<T>(IEnumerable<T> entities) where T : notnull;

    void Update<T>(params T[] entities) where T : notnull;

    /// <summary>Stores over exactly this version.</summary>
    void UpdateExpectedVersion<T>(T entity, Guid version) where T : notnull;

    /// <summary>Stores with this revision, which must be greater than the stored one.</summary>
    void UpdateRevision<T>(T entity, long revision) where T : notnull;

    void Delete<T>(T entity) where T : notnull;

    void Delete<T>(string id) where T : notnull;

    void Delete<T>(Guid id) where T : notnull;

    void DeleteWhere<T>(Expression<Func<T, bool>> expression) where T : notnull;

    /// <summary>SQL to run in the unit of work's transaction. Parameters stand as <c>?</c>.</summary>
    void QueueSqlCommand(string sql, params object[] parameterValues);
}

public interface ITenantOperations : IDocumentOperations
{
    IDocumentSession Parent { get; }
}
