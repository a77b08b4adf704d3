using System.Linq.Expressions;
using Marten.Documents;
using Marten.Sessions;
using Npgsql;

namespace Marten.Linq;

/// <summary>Deletes one tenant's documents that a predicate names.</summary>
internal sealed class DeleteWhere<T>(DocumentOperations session, Expression<Func<T, bool>> predicate) : PendingWrite where T : notnull
{
    public override DocumentStorage Storage { get; } = session.Owner.Options.Documents.StorageFor(typeof(T));

    public override IEnumerable<NpgsqlBatchCommand> Commands()
    {
        var source = new DocumentQuerySource<T>(session);
        var values = new SqlValues();
        var filters = source.Filters(values).Append(new WhereClause<T>(source, values).Write(predicate));
        var command = new NpgsqlBatchCommand($"delete from {source.From} where {string.Join(" and ", filters)}");
        values.CopyTo(command.Parameters);
        yield return command;
    }
}
