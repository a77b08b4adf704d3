using Npgsql;
using Reo.Testing;

namespace Reo.EmbeddedPostgres.Tests;

public sealed class a_test_cluster(PostgresCluster cluster, PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task gives_a_test_class_an_empty_database_named_after_it()
    {
        var name = await TestServer.QueryAsync(database.ConnectionString, "select current_database()");
        var tables = await TestServer.QueryAsync(
            database.ConnectionString, "select count(*) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')");

        name.ShouldBeOfType<string>().ShouldStartWith("a_test_cluster_");
        tables.ShouldBe(0L);
    }

    [Fact]
    public async Task drops_a_database_that_is_in_use()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var connectionString = await cluster.CreateDatabaseAsync("UsedByATest", cancellation);
        await using var open = new NpgsqlConnection(connectionString);
        await open.OpenAsync(cancellation);

        await cluster.DropDatabaseAsync(connectionString, cancellation);

        (await DatabasesAsync("used_by_a_test%")).ShouldBe(0L);
    }

    [Fact]
    public async Task is_not_for_a_single_test_to_stop()
    {
        await cluster.StartAsync(TestContext.Current.CancellationToken);

        await Should.ThrowAsync<InvalidOperationException>(() => cluster.KillAsync());
    }

    [Fact]
    public async Task can_be_had_for_one_test_to_kill_and_start_again_and_is_gone_afterwards()
    {
        var cancellation = TestContext.Current.CancellationToken;
        string folder;
        await using (var own = await PostgresCluster.StartPrivateAsync(cancellation))
        {
            var connectionString = await own.CreateDatabaseAsync("own", cancellation);
            folder = (string)(await TestServer.QueryAsync(own.AdminConnectionString, "show data_directory"))!;
            await own.KillAsync(cancellation);
            await Should.ThrowAsync<NpgsqlException>(() => TestServer.QueryAsync(connectionString, "select 1"));
            await own.RestartAsync(cancellation);
            (await TestServer.QueryAsync(connectionString, "select 1")).ShouldBe(1);
        }

        Directory.Exists(Path.GetDirectoryName(folder)).ShouldBeFalse();
    }

    [Fact]
    public async Task that_a_killed_run_left_on_disk_is_cleared_away_by_the_next()
    {
        await using var killed = AnotherProcess.Start(["cluster"], (PostgresCluster.ExistingServerVariable, ""));
        var connectionString = await killed.ReadLineAsync();
        var data = (string)(await TestServer.QueryAsync(connectionString, "show data_directory"))!;
        await killed.KillAsync();

        await using var next = await PostgresCluster.StartPrivateAsync(TestContext.Current.CancellationToken);

        Directory.Exists(Path.GetDirectoryName(data)).ShouldBeFalse();
    }

    [Fact]
    public async Task may_be_a_server_that_is_there_already_and_is_left_as_it_was()
    {
        await cluster.StartAsync(TestContext.Current.CancellationToken);
        await using var guest = AnotherProcess.Start(
            ["use and leave"], (PostgresCluster.ExistingServerVariable, cluster.AdminConnectionString));

        var exit = await guest.ExitAsync();

        exit.ShouldBe(0);
        (await DatabasesAsync("passing_by%")).ShouldBe(0L);
    }

    private Task<object?> DatabasesAsync(string like) =>
        TestServer.QueryAsync(cluster.AdminConnectionString, $"select count(*) from pg_database where datname like '{like}'");
}
