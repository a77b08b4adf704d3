using System.Linq.Expressions;

namespace Marten.Linq;

internal interface IAsyncQueryExecutor
{
    Task<IReadOnlyList<T>> ToListAsync<T>(Expression query, CancellationToken ct);

    Task<int> CountAsync(Expression query, CancellationToken ct);

    Task<bool> AnyAsync(Expression query, CancellationToken ct);
}
