using Reo.Testing;

namespace Reo.Host.Tests.Faults;

/// <summary>Whatever breaks: an acknowledged event is stored exactly once, any other at most once.</summary>
public sealed class usage_posted_through_faults(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const int Some = 300;

    [Fact]
    public async Task survives_a_kill_of_the_host()
    {
        var host = await ServingHost.StartAsync(database.ConnectionString);
        await using var posters = new Posters("host", host.Key, host.Port);
        for (var kill = 0; kill < 3; kill++)
        {
            await posters.UntilMoreAsync(Some);
            await host.DisposeAsync();
            host = await ServingHost.StartAsync(database.ConnectionString, host.Port);
        }

        await posters.UntilMoreAsync(Some);
        await posters.StopAsync();
        await host.DisposeAsync();

        posters.Refused.ShouldBePositive();
        await posters.AreInTheStoreAsync(database.ConnectionString);
    }

    [Fact]
    public async Task survives_a_kill_of_postgresql()
    {
        await using var cluster = await PostgresCluster.StartPrivateAsync(TestContext.Current.CancellationToken);
        var connectionString = await cluster.CreateDatabaseAsync("reo", TestContext.Current.CancellationToken);
        await using var host = await ServingHost.StartAsync(connectionString);
        await using var posters = new Posters("postgres", host.Key, host.Port);
        for (var kill = 0; kill < 3; kill++)
        {
            await posters.UntilMoreAsync(Some);
            await cluster.KillAsync(TestContext.Current.CancellationToken);
            await cluster.RestartAsync(TestContext.Current.CancellationToken);
        }

        await posters.UntilMoreAsync(Some);
        await posters.StopAsync();

        posters.Refused.ShouldBePositive();
        await posters.AreInTheStoreAsync(connectionString);
    }

    [Fact]
    public async Task survives_connections_that_are_cut_around_the_commit()
    {
        await using var wire = new UnreliableWire(database.ConnectionString);
        await using var host = await ServingHost.StartAsync(wire.ConnectionString);
        await using var posters = new Posters("wire", host.Key, host.Port);
        await posters.UntilMoreAsync(Some);
        wire.IsCutting = true;
        await ReoHost.EventuallyAsync(() => wire.Cuts >= 20);
        wire.IsCutting = false;
        await posters.UntilMoreAsync(Some);
        await posters.StopAsync();

        await posters.AreInTheStoreAsync(database.ConnectionString);
    }

    [Fact]
    public async Task survives_a_queue_that_is_full_most_of_the_time()
    {
        await using var host = await ServingHost.StartAsync(database.ConnectionString, port: null, "--Ingestion:QueueCapacity=2", "--Ingestion:EventsPerCommit=1");
        await using var posters = new Posters("queue", host.Key, host.Port);
        await posters.UntilMoreAsync(Some);
        await posters.StopAsync();

        posters.Refused.ShouldBePositive();
        await posters.AreInTheStoreAsync(database.ConnectionString);
    }

    [Fact]
    public async Task is_stored_once_in_a_storm_of_retries_at_two_hosts()
    {
        await using var one = await ServingHost.StartAsync(database.ConnectionString);
        await using var other = await ServingHost.StartAsync(database.ConnectionString);
        var storm = Enumerable.Range(0, 4).Select(_ => new Posters("storm", one.Key, one.Port, other.Port)).ToArray();
        await Task.WhenAll(storm.Select(posters => posters.UntilMoreAsync(Some)));
        await Task.WhenAll(storm.Select(posters => posters.StopAsync()));

        await Posters.AreInTheStoreAsync(storm, database.ConnectionString);
        foreach (var posters in storm)
            await posters.DisposeAsync();
    }
}
