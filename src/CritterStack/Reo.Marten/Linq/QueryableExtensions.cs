using System.Linq.Expressions;
using Marten.Exceptions;
using Marten.Linq;

namespace Marten;

public static class QueryableExtensions
{
    public static Task<IReadOnlyList<T>> ToListAsync<T>(this IQueryable<T> queryable, CancellationToken token = default) =>
        Executor(queryable).ToListAsync<T>(queryable.Expression, token);

    public static Task<bool> AnyAsync<TSource>(this IQueryable<TSource> source, CancellationToken token = default) =>
        Executor(source).AnyAsync(source.Expression, token);

    public static Task<bool> AnyAsync<TSource>(this IQueryable<TSource> source, Expression<Func<TSource, bool>> predicate, CancellationToken token = default) =>
        source.Where(predicate).AnyAsync(token);

    public static Task<int> CountAsync<TSource>(this IQueryable<TSource> source, CancellationToken token = default) =>
        Executor(source).CountAsync(source.Expression, token);

    public static Task<int> CountAsync<TSource>(this IQueryable<TSource> source, Expression<Func<TSource, bool>> predicate, CancellationToken token = default) =>
        source.Where(predicate).CountAsync(token);

    public static async Task<TSource> FirstAsync<TSource>(this IQueryable<TSource> source, CancellationToken token = default) =>
        (await source.Take(1).ToListAsync(token)) is [var first] ? first : throw new InvalidOperationException("Sequence contains no elements");

    public static Task<TSource> FirstAsync<TSource>(this IQueryable<TSource> source, Expression<Func<TSource, bool>> predicate, CancellationToken token = default) =>
        source.Where(predicate).FirstAsync(token);

    public static async Task<TSource?> FirstOrDefaultAsync<TSource>(this IQueryable<TSource> source, CancellationToken token = default) =>
        (await source.Take(1).ToListAsync(token)) is [var first] ? first : default;

    public static Task<TSource?> FirstOrDefaultAsync<TSource>(this IQueryable<TSource> source, Expression<Func<TSource, bool>> predicate, CancellationToken token = default) =>
        source.Where(predicate).FirstOrDefaultAsync(token);

    public static async Task<TSource> SingleAsync<TSource>(this IQueryable<TSource> source, CancellationToken token = default) =>
        (await source.Take(2).ToListAsync(token)).Single();

    public static Task<TSource> SingleAsync<TSource>(this IQueryable<TSource> source, Expression<Func<TSource, bool>> predicate, CancellationToken token = default) =>
        source.Where(predicate).SingleAsync(token);

    public static async Task<TSource?> SingleOrDefaultAsync<TSource>(this IQueryable<TSource> source, CancellationToken token = default) =>
        (await source.Take(2).ToListAsync(token)).SingleOrDefault();

    public static Task<TSource?> SingleOrDefaultAsync<TSource>(this IQueryable<TSource> source, Expression<Func<TSource, bool>> predicate, CancellationToken token = default) =>
        source.Where(predicate).SingleOrDefaultAsync(token);

    private static IAsyncQueryExecutor Executor(IQueryable queryable) => queryable.Provider as IAsyncQueryExecutor
        ?? throw new MartenNotSupportedException("This operator runs on queries of a Marten session only.");
}
