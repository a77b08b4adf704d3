using Marten.Documents;
using Npgsql;

namespace Marten.Sessions;

/// <summary>Something that a unit of work will write.</summary>
internal abstract class PendingWrite
{
    /// <summary>Whether one of the commands returns rows, in a first column named <c>mt_written_…</c>, for <see cref="ReadAsync"/>.</summary>
    public virtual bool Reports => false;

    /// <summary>The document table it needs.</summary>
    public virtual DocumentStorage? Storage => null;

    public virtual bool TouchesEvents => false;

    public abstract IEnumerable<NpgsqlBatchCommand> Commands();

    public virtual Task ReadAsync(NpgsqlDataReader reader, CancellationToken ct) => Task.CompletedTask;
}

/// <summary>SQL of the caller's own.</summary>
internal sealed class SqlWrite : PendingWrite
{
    private readonly string _sql;
    private readonly object[] _values;

    public SqlWrite(string sql, object[] values)
    {
        if (sql.AsSpan().TrimEnd().TrimEnd(';').Contains(';'))
            throw new ArgumentOutOfRangeException(nameof(sql), "You must specify one SQL command at a time because of Marten's usage of command batching. ';' cannot be used as a command separator here.");
        _sql = Placeholders.Number(sql, values.Length);
        _values = values;
    }

    public override IEnumerable<NpgsqlBatchCommand> Commands()
    {
        var command = new NpgsqlBatchCommand(_sql);
        foreach (var value in _values)
            command.Parameters.Add(Placeholders.Parameter(value));
        yield return command;
    }
}
