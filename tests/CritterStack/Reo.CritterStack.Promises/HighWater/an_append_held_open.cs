using System.Diagnostics;
using Npgsql;
using Reo.Testing;

namespace Reo.CritterStack.Promises.HighWater;

public sealed class an_append_held_open(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task is_never_skipped_and_nobody_waits_for_it_who_reads_earlier_events()
    {
        await using var store = await EventStore.StartAsync(database.ConnectionString, "held");
        await store.AppendAsync("acme/before");
        await using var held = await store.AppendOpenAsync("acme/held");

        // The event before it is projected while it is open; neither the time nor the commits that pass let anything after it through.
        await EventStore.UntilAsync(async () => (await store.NotedAsync()).Length == 1);
        var waiting = Stopwatch.StartNew();
        var others = 0;
        while (others < 400 || waiting.Elapsed < TimeSpan.FromSeconds(60))
        {
            await store.AppendAsync($"acme/{others++ % 20}");
            store.Daemon.HighWaterMark().ShouldBe(1);
        }

        (await store.NotedAsync()).ShouldBe([1]);
        await held.CommitAsync();
        await store.ProjectedAsync();

        (await store.NotedAsync()).ShouldBe(Enumerable.Range(1, others + 2).Select(seq => (long)seq));
    }

    [Fact]
    public async Task does_not_stall_anybody_once_it_is_rolled_back()
    {
        await using var store = await EventStore.StartAsync(database.ConnectionString, "rolled_back");
        await using var held = await store.AppendOpenAsync("acme/held");
        await store.AppendAsync("acme/1");
        await store.AppendAsync("acme/2");

        await held.RollbackAsync();

        // The packages pass such a gap only after about 3 s; here the next look does.
        (await store.NewDetector().ReadAsync(TestContext.Current.CancellationToken)).ShouldBe(3);
        await store.ProjectedAsync();
        (await store.NotedAsync()).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task does_not_stall_anybody_once_its_connection_is_killed()
    {
        await using var store = await EventStore.StartAsync(database.ConnectionString, "killed");
        await using var held = await store.AppendOpenAsync("acme/held");
        await store.AppendAsync("acme/1");

        await store.ExecuteAsync($"select pg_terminate_backend({held.ProcessId})");
        await store.ProjectedAsync();

        (await store.NotedAsync()).ShouldBe([2]);
        await Should.ThrowAsync<NpgsqlException>(held.CommitAsync);
    }

    [Fact]
    public async Task holds_from_its_first_event_when_its_transaction_saves_several_times()
    {
        await using var store = await EventStore.StartAsync(database.ConnectionString, "several");
        await store.AppendAsync("acme/before");
        await using var held = await store.AppendOpenAsync("acme/held");
        await store.AppendAsync("acme/1");
        await held.AppendAsync("acme/held");
        await store.AppendAsync("acme/2");

        (await store.NewDetector().ReadAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
        await held.CommitAsync();
        await store.ProjectedAsync();

        (await store.NotedAsync()).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task holds_no_longer_than_to_the_savepoint_it_is_taken_back_to()
    {
        await using var store = await EventStore.StartAsync(database.ConnectionString, "savepoints");
        await using var held = await store.AppendOpenAsync("acme/held");
        await store.AppendAsync("acme/1");
        await held.SaveAsync("later");
        await held.AppendAsync("acme/held");
        await held.RollbackAsync("later");
        await held.AppendAsync("acme/held");

        (await store.NewDetector().ReadAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
        await held.CommitAsync();
        await store.ProjectedAsync();

        (await store.NotedAsync()).ShouldBe([1, 2, 4]);
    }

    [Fact]
    public async Task holds_nothing_back_in_the_store_of_another_schema()
    {
        await using var store = await EventStore.StartAsync(database.ConnectionString, "one");
        await using var other = await EventStore.StartAsync(database.ConnectionString, "two");
        await using var held = await store.AppendOpenAsync("acme/held");

        await other.AppendAsync("acme/1");
        await other.ProjectedAsync();

        (await other.NotedAsync()).ShouldBe([1]);
        (await store.NotedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("around_32", 0xFFFF_FFFDL)]
    [InlineData("around_31", 0x7FFF_FFFDL)]
    [InlineData("far_out", 0x7FFF_FFFF_FFFDL)]
    public async Task holds_wherever_the_sequence_stands(string schema, long last)
    {
        await using var store = await EventStore.StartAsync(database.ConnectionString, schema);
        await store.ExecuteAsync($"select setval('{schema}.mt_events_sequence', {last - 1})");
        await store.AppendAsync("acme/before");
        await using var held = await store.AppendOpenAsync("acme/held");
        for (var i = 0; i < 8; i++)
            await store.AppendAsync("acme/1");

        (await store.NewDetector().ReadAsync(TestContext.Current.CancellationToken)).ShouldBe(last);
        await held.CommitAsync();
        await store.ProjectedAsync();

        (await store.NotedAsync()).ShouldBe(Enumerable.Range(0, 10).Select(i => last + i));
    }
}
