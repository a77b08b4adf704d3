using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>Finds the one event that PostgreSQL cannot apply, by halving: the error itself does not name it.</summary>
internal sealed class EventToBlame(NpgsqlDataSource database)
{
    public async Task<Exception> FindAsync(string schema, Scope scope, PostgresException error, CancellationToken cancellation)
    {
        var (low, high) = await BoundsAsync(scope, cancellation);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (await IsApplicableAsync(schema, scope.Between(low, middle), cancellation))
                low = middle + 1;
            else
                high = middle;
        }

        await using var command = database.CreateCommand("select stream_id, type from app.mt_events where seq_id = $1");
        command.Parameters.AddWithValue(low);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new EventNotApplicableException(
                $"Event {low} of stream '{reader.GetString(0)}', type {reader.GetString(1)}, cannot be applied: {error.MessageText}", error)
            : error;
    }

    private async Task<(long Low, long High)> BoundsAsync(Scope scope, CancellationToken cancellation)
    {
        await using var command = CommandFor(
            $"select min(event.seq_id), max(event.seq_id) from app.mt_events event where event.tenant_id = @tenant and {scope.Condition}", scope);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private async Task<bool> IsApplicableAsync(string schema, Scope scope, CancellationToken cancellation)
    {
        try
        {
            await using var command = CommandFor($"with {AddUsage.Recognised(schema, scope)} select count(usage_count) from recognised", scope);
            await command.ExecuteScalarAsync(cancellation);
            return true;
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            return false;
        }
    }

    private NpgsqlCommand CommandFor(string sql, Scope scope)
    {
        var command = database.CreateCommand(sql);
        foreach (var (name, value) in scope.Parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
