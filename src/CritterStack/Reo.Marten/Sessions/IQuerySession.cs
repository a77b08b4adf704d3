using Marten.Events;
using Marten.Linq;
using Npgsql;

namespace Marten;

/// <summary>Reads of one tenant.</summary>
public interface IQuerySession : IDisposable, IAsyncDisposable
{
    /// <summary>The session's connection, opened on first use.</summary>
    NpgsqlConnection Connection { get; }

    IDocumentStore DocumentStore { get; }

    IQueryEventStore Events { get; }

    string TenantId { get; }

    IAdvancedSql AdvancedSql { get; }

    Task<T?> LoadAsync<T>(string id, CancellationToken token = default) where T : notnull;

    Task<T?> LoadAsync<T>(Guid id, CancellationToken token = default) where T : notnull;

    Task<IReadOnlyList<T>> LoadManyAsync<T>(params string[] ids) where T : notnull;

    Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<string> ids) where T : notnull;

    Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, params string[] ids) where T : notnull;

    Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, IEnumerable<string> ids) where T : notnull;

    Task<IReadOnlyList<T>> LoadManyAsync<T>(params Guid[] ids) where T : notnull;

    Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<Guid> ids) where T : notnull;

    Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, params Guid[] ids) where T : notnull;

    Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, IEnumerable<Guid> ids) where T : notnull;

    IMartenQueryable<T> Query<T>() where T : notnull;

    /// <summary>
    /// Documents by SQL: a <c>where …</c> clause, or a whole <c>select</c> of JSON or of one column. Parameters stand as <c>?</c>.
    /// A clause is run as it is: it sees all tenants unless it names one.
    /// </summary>
    Task<IReadOnlyList<T>> QueryAsync<T>(string sql, CancellationToken token, params object[] parameters) where T : notnull;

    Task<IReadOnlyList<T>> QueryAsync<T>(string sql, params object[] parameters) where T : notnull;

    Task<int> ExecuteAsync(NpgsqlCommand command, CancellationToken token = default);
}
