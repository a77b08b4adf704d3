using JasperFx.Events.Daemon;
using Reo.CritterStack.Promises.HighWater;
using Reo.Testing;

namespace Reo.CritterStack.Promises.Daemon;

public sealed class deleting_all_events(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task under_a_running_daemon_makes_it_begin_anew()
    {
        await using var node = await Node.StartAsync(database, "anew", DaemonMode.Solo);
        for (var i = 0; i < 5; i++)
            await node.AppendAsync();
        await EventStore.UntilAsync(async () => await node.ProgressAsync() == 5);

        await node.DeleteAllAsync();
        await node.AppendAsync();
        await node.AppendAsync();
        await EventStore.UntilAsync(async () => await node.ProgressAsync() == 2);

        (await node.JournalAsync()).ShouldBe([1, 2]);
    }
}
