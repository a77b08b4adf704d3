namespace Wolverine.Persistence.Durability;

/// <summary>
/// This process among those that share the message storage. Its number marks the messages it is going to handle; 0 before it
/// has started and after it has stopped, when what it stores is for any node.
/// </summary>
internal sealed class Node(MessageDatabase database)
{
    private readonly Guid _id = Guid.CreateVersion7();
    private volatile int _number;
    private DateTimeOffset _steadySince;

    public int Number => _number;

    public async Task RegisterAsync(CancellationToken cancellation)
    {
        var number = await database.QueryAsync(
            MessageDatabase.Sql(
                $"""
                insert into {database.Nodes} (id, description, uri, version, capabilities)
                values ($1, $2, $3, $4, '{"{}"}')
                returning node_number
                """,
                _id,
                Environment.MachineName,
                $"dbcontrol://{_id}/",
                typeof(Node).Assembly.GetName().Version!.ToString()),
            reader => reader.GetInt32(0),
            cancellation);
        _number = number.Single();
        _steadySince = Clock.Now;
        await RecordAsync("NodeStarted", description: "", cancellation);
    }

    /// <summary>Says that this node lives. A node that was taken for dead comes back under its number.</summary>
    public Task BeatAsync(CancellationToken cancellation) =>
        database.ExecuteAsync(
            MessageDatabase.Sql(
                $"""
                insert into {database.Nodes} (id, node_number, description, uri, version, capabilities)
                values ($1, $2, $3, $4, $5, '{"{}"}')
                on conflict (id) do update set health_check = now()
                """,
                _id,
                _number,
                Environment.MachineName,
                $"dbcontrol://{_id}/",
                typeof(Node).Assembly.GetName().Version!.ToString()),
            cancellation);

    /// <summary>
    /// Removes nodes that have been silent for too long. A node that was itself cut off from the database waits as long before
    /// it judges others: they may have been cut off too.
    /// </summary>
    public async Task EjectStaleAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        if (Clock.Now - _steadySince < timeout)
            return;

        var ejected = await database.QueryAsync(
            MessageDatabase.Sql($"delete from {database.Nodes} where id <> $1 and health_check < now() - $2 returning node_number", _id, timeout),
            reader => reader.GetInt32(0),
            cancellation);
        foreach (var number in ejected)
            await RecordAsync("DormantNodeEjected", $"Health check on Node {number}", cancellation);
    }

    public void WasCutOff() => _steadySince = Clock.Now;

    public Task UnregisterAsync(CancellationToken cancellation) =>
        database.ExecuteAsync(MessageDatabase.Sql($"delete from {database.Nodes} where id = $1", _id), cancellation);

    /// <summary>From now on this node takes nothing more.</summary>
    public int Retire() => Interlocked.Exchange(ref _number, 0);

    private Task<int> RecordAsync(string name, string description, CancellationToken cancellation) =>
        database.ExecuteAsync(
            MessageDatabase.Sql(
                $"insert into {database.NodeRecords} (node_number, event_name, description) values ($1, $2, $3)",
                _number,
                name,
                description),
            cancellation);
}
