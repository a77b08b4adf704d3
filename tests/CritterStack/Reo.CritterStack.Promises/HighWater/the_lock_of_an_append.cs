using Marten.Events.Daemon;
using Reo.Testing;

namespace Reo.CritterStack.Promises.HighWater;

public sealed class the_lock_of_an_append(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Theory]
    [InlineData(0L, 0L)]
    [InlineData(5L, 3L)]
    [InlineData(3L, 5L)]
    [InlineData(0x1_0000_0004L, 0xFFFF_FFFEL)]
    [InlineData(0xFFFF_FFFEL, 0x1_0000_0004L)]
    [InlineData(0x5_8000_0002L, 0x5_7FFF_FFF0L)]
    [InlineData(long.MaxValue, long.MaxValue - 100)]
    public void carries_half_of_a_number_that_the_reader_makes_whole_again(long lastDrawn, long carried) =>
        HighWaterLock.Widen(unchecked((uint)carried), lastDrawn).ShouldBe(carried);

    [Fact]
    public async Task is_gone_with_the_transaction()
    {
        await using var store = await EventStore.StartAsync(database.ConnectionString, "gone");
        await using (var held = await store.AppendOpenAsync("acme/1"))
        {
            (await store.ArrayAsync(HeldAsNumbers)).ShouldBe([0]);
            await held.CommitAsync();
        }

        (await store.ArrayAsync(HeldAsNumbers)).ShouldBeEmpty();
    }

    [Fact]
    public async Task says_nothing_of_a_sequence_that_hands_out_numbers_in_advance_so_the_daemon_refuses_it()
    {
        await using var store = await EventStore.StartAsync(database.ConnectionString, "cached");
        await store.Daemon.StopAllAsync();
        await store.ExecuteAsync("alter sequence cached.mt_events_sequence cache 20");

        var refusal = await Should.ThrowAsync<InvalidOperationException>(store.Daemon.StartAllAsync);

        refusal.Message.ShouldContain("alter sequence cached.mt_events_sequence cache 1");
    }

    private static string HeldAsNumbers => $"select objid::bigint from ({HighWaterLock.HeldSql("gone")}) as held";
}
