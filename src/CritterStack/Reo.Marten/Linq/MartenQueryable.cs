using System.Collections;
using System.Linq.Expressions;
using Marten.Exceptions;

namespace Marten.Linq;

internal sealed class MartenQueryable<T> : IMartenQueryable<T>, IOrderedQueryable<T>, IQueryProvider, IAsyncQueryExecutor
{
    private readonly QuerySource<T> _source;

    public MartenQueryable(QuerySource<T> source)
    {
        _source = source;
        Expression = Expression.Constant(this);
    }

    private MartenQueryable(QuerySource<T> source, Expression expression)
    {
        _source = source;
        Expression = expression;
    }

    public Type ElementType => typeof(T);

    public Expression Expression { get; }

    public IQueryProvider Provider => this;

    public IQueryable CreateQuery(Expression expression) => CreateQuery<T>(expression);

    public IQueryable<TElement> CreateQuery<TElement>(Expression expression) =>
        new MartenQueryable<T>(_source, expression) as IQueryable<TElement>
        ?? throw new BadLinqExpressionException($"Marten does not support a query that gives {typeof(TElement).Name} instead of {typeof(T).Name}: '{expression}'.");

    public object Execute(Expression expression) => throw OnlyAsync();

    public TResult Execute<TResult>(Expression expression) => throw OnlyAsync();

    public IEnumerator<T> GetEnumerator() => throw OnlyAsync();

    IEnumerator IEnumerable.GetEnumerator() => throw OnlyAsync();

    public async Task<IReadOnlyList<TElement>> ToListAsync<TElement>(Expression query, CancellationToken ct)
    {
        var statement = new SelectStatement<T>(_source, query);
        await _source.EnsureStorageAsync(ct);
        return (IReadOnlyList<TElement>)(object)await _source.Session.ReadAsync(statement.Rows(), _source.Read, ct);
    }

    public async Task<int> CountAsync(Expression query, CancellationToken ct)
    {
        var statement = new SelectStatement<T>(_source, query);
        await _source.EnsureStorageAsync(ct);
        var counts = await _source.Session.ReadAsync(statement.Count(), row => row.GetInt64(0), ct);
        return checked((int)counts[0]);
    }

    public async Task<bool> AnyAsync(Expression query, CancellationToken ct)
    {
        var statement = new SelectStatement<T>(_source, query);
        await _source.EnsureStorageAsync(ct);
        var answers = await _source.Session.ReadAsync(statement.Any(), row => row.GetBoolean(0), ct);
        return answers[0];
    }

    private static NotSupportedException OnlyAsync() => new("As of Marten 9.0, only asynchronous data access is supported");
}
