using Reo.Host.Tests.Plan;
using Reo.Testing;

namespace Reo.Host.Tests.HeldEvents;

/// <summary>Pages of three of ten held events; the fault strikes in the second or later.</summary>
public sealed class a_release_that_breaks_off(PostgresCluster cluster) : IAsyncLifetime
{
    private const string Export = "BULK EXPORT";
    private const int Events = 10;

    private readonly PostgresDatabase _database = new(cluster);

    public async ValueTask InitializeAsync() => await _database.InitializeAsync();

    public async ValueTask DisposeAsync() => await _database.DisposeAsync();

    [Theory]
    [InlineData("raise exception 'the page does not get through'")]
    [InlineData("perform pg_terminate_backend(pg_backend_pid())")]
    public async Task goes_on_where_it_was_with_nothing_lost_and_nothing_twice(string fault)
    {
        await using (var host = await StartAsync())
        {
            await HoldAsync(host);
            await BreakFromVersionAsync(4, fault);
            await ConfigureAsync(host);
            await BrokenAsync();
        }

        (await RecordedAsync()).ShouldBe(["e0", "e1", "e2"]);
        await MendAsync();
        await using var next = await StartAsync();

        await ReleasedAsync();
        (await RecordedAsync()).ShouldBe(Enumerable.Range(0, Events).Select(i => $"e{i}"));
    }

    [Fact]
    public async Task is_done_once_when_two_nodes_are_at_it()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        await HoldAsync(one);

        await ConfigureAsync(two);

        await ReleasedAsync();
        (await RecordedAsync()).ShouldBe(Enumerable.Range(0, Events).Select(i => $"e{i}"));
    }

    private Task<ReoHost> StartAsync() => ReoHost.StartAsync(
        _database.ConnectionString, ("Ingestion:HeldEventsPerPage", "3"), ("Ingestion:HeldEventsSweepEvery", "00:00:00.050"));

    private static async Task HoldAsync(ReoHost host)
    {
        var key = await host.TenantAsync("broken");
        for (var i = 0; i < Events; i++)
            await host.PostAsync(key, Usage.By("ann", 1_000 + i, $"e{i}", Export), 202);
    }

    private static async Task ConfigureAsync(ReoHost host) =>
        await host.PutMetricAsync(await host.AdminAsync("broken"), Export, new { slot = "PRIMARY" });

    /// <summary>The fault strikes after the page's events are appended, when its progress is written.</summary>
    private Task BreakFromVersionAsync(int version, string fault) => ExecuteAsync(
        $"""
        create sequence faults;
        create function break_off() returns trigger language plpgsql as $body$
        begin
            if new.settled_version >= {version} then
                perform nextval('faults');
                {fault};
            end if;
            return new;
        end $body$;
        create trigger break_off before update of settled_version on ingestion.held_activity_types for each row execute function break_off();
        """);

    /// <summary>A sequence remembers also what was rolled back.</summary>
    private Task BrokenAsync() => ReoHost.EventuallyAsync(async () => await ScalarAsync("select last_value from faults where is_called") is >= 2);

    private Task MendAsync() => ExecuteAsync("drop trigger break_off on ingestion.held_activity_types");

    private Task ReleasedAsync() => ReoHost.EventuallyAsync(async () =>
        await ScalarAsync("select settled_version from ingestion.held_activity_types") == Events);

    private async Task<List<string?>> RecordedAsync() =>
        [.. (await StoredUsage.RecordedAsync(_database.DataSource, "broken")).Select(e => e.Usage.EventId)];

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<long?> ScalarAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        return (long?)await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
