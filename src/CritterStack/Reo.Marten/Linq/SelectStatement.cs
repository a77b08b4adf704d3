using System.Linq.Expressions;
using System.Text;
using Marten.Documents;
using Marten.Exceptions;
using Npgsql;

namespace Marten.Linq;

/// <summary>A chain of LINQ operators as one statement.</summary>
internal sealed class SelectStatement<T>
{
    private readonly QuerySource<T> _source;
    private readonly SqlValues _values = new();
    private readonly List<string> _filters;
    private readonly List<string> _order = [];
    private long? _skip;
    private long? _take;

    public SelectStatement(QuerySource<T> source, Expression query)
    {
        _source = source;
        _filters = [.. source.Filters(_values)];
        Apply(query);
    }

    public NpgsqlCommand Rows()
    {
        var sql = new StringBuilder($"select {_source.Select} from {_source.From}{Where}");
        if (_order.Count > 0)
            sql.Append(" order by ").AppendJoin(", ", _order);
        if (_take is { } take)
            sql.Append(" limit ").Append(_values.Add(take));
        if (_skip is { } skip)
            sql.Append(" offset ").Append(_values.Add(skip));
        return Command(sql.ToString());
    }

    public NpgsqlCommand Count()
    {
        AssertWhole("Count");
        return Command($"select count(*) from {_source.From}{Where}");
    }

    public NpgsqlCommand Any()
    {
        AssertWhole("Any");
        return Command($"select exists (select 1 from {_source.From}{Where})");
    }

    private string Where => _filters.Count == 0 ? "" : " where " + string.Join(" and ", _filters);

    private NpgsqlCommand Command(string sql)
    {
        var command = new NpgsqlCommand(sql);
        _values.CopyTo(command.Parameters);
        return command;
    }

    private void Apply(Expression query)
    {
        if (query is ConstantExpression)
            return;
        if (query is not MethodCallExpression { Arguments: [var before, var argument] } call || call.Method.DeclaringType != typeof(Queryable))
            throw new BadLinqExpressionException(query);

        Apply(before);
        switch (call.Method.Name)
        {
            case nameof(Queryable.Where) when _take is null && _skip is null:
                _filters.Add(new WhereClause<T>(_source, _values).Write(Lambda(argument)));
                break;
            case nameof(Queryable.OrderBy) when _order.Count == 0:
            case nameof(Queryable.ThenBy):
                _order.Add(Key(argument));
                break;
            case nameof(Queryable.OrderByDescending) when _order.Count == 0:
            case nameof(Queryable.ThenByDescending):
                _order.Add(Key(argument) + " desc");
                break;
            case nameof(Queryable.Skip) when _take is null && _skip is null:
                _skip = Convert.ToInt64(Constants.Evaluate(argument));
                break;
            case nameof(Queryable.Take) when argument.Type == typeof(int):
                var take = Convert.ToInt64(Constants.Evaluate(argument));
                _take = Math.Min(_take ?? take, take);
                break;
            case nameof(Queryable.Select) when Lambda(argument) is { Body: ParameterExpression }:
                break;
            default:
                throw new BadLinqExpressionException(
                    $"Marten does not support '{call.Method.Name}' at this place of the query '{query}'. Supported are Where, OrderBy, ThenBy, then Skip, then Take.");
        }
    }

    private string Key(Expression key) => _source.ColumnOf(Members.Of(Lambda(key))).Sql;

    private void AssertWhole(string operation)
    {
        if (_skip is not null || _take is not null)
            throw new BadLinqExpressionException($"Marten does not support {operation} after Skip or Take.");
    }

    private static LambdaExpression Lambda(Expression argument) => (LambdaExpression)(argument is UnaryExpression quote ? quote.Operand : argument);
}
