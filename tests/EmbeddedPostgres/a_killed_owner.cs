using System.Diagnostics;
using System.Globalization;
using Reo.EmbeddedPostgres.Binaries;
using Reo.EmbeddedPostgres.Data;
using Reo.EmbeddedPostgres.Running;

namespace Reo.EmbeddedPostgres.Tests;

public sealed class a_killed_owner : IAsyncLifetime
{
    private readonly TestServer folder = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => folder.DisposeAsync();

    [Fact]
    public async Task takes_its_server_with_it_and_leaves_the_data_to_the_next_one()
    {
        await using var owner = AnotherProcess.Start(["own", folder.DataFolder]);
        await TestServer.QueryAsync(await owner.ReadLineAsync(), "create table kept as select 42 as answer");
        var postmaster = Postmaster.Read(folder.Files.Data)!;

        await owner.KillAsync();
        await TestServer.UntilAsync(() => !postmaster.IsRunning);

        await using var next = await folder.StartAsync();
        (await TestServer.QueryAsync(next.ConnectionString, "select answer from kept")).ShouldBe(42);
    }

    [Fact]
    public async Task does_not_stop_an_immediate_next_start()
    {
        await using var owner = AnotherProcess.Start(["own", folder.DataFolder]);
        await TestServer.QueryAsync(await owner.ReadLineAsync(), "create table kept as select 42 as answer");

        await owner.KillAsync();

        await using var next = await folder.StartAsync();
        (await TestServer.QueryAsync(next.ConnectionString, "select answer from kept")).ShouldBe(42);
    }

    [Fact]
    public async Task does_not_stop_the_next_start_even_if_its_server_runs_on()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await (await folder.StartAsync()).DisposeAsync();
        var orphan = await ServerAsync();
        var port = await orphan.StartAsync(port: 0, cancellation);
        var postmaster = Postmaster.Read(folder.Files.Data)!;

        await using var next = await folder.StartAsync(port);

        postmaster.IsRunning.ShouldBeFalse();
        (await TestServer.QueryAsync(next.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task does_not_stop_the_next_start_when_its_servers_number_is_now_another_programs()
    {
        var cancellation = TestContext.Current.CancellationToken;
        string left;
        await using (await folder.StartAsync())
            left = Postmaster.Read(folder.Files.Data)!.Text;
        using var stranger = Process.Start(new Command("sleep", ["600"])
        {
            Account = (await ServerAccount.ChooseAsync(cancellation)).Name,
            WorkingFolder = "/",
        }.StartInfo())!;
        var pidFile = Path.Combine(folder.Files.Data, "postmaster.pid");
        await File.WriteAllTextAsync(
            pidFile, stranger.Id.ToString(CultureInfo.InvariantCulture) + left[left.IndexOf('\n', StringComparison.Ordinal)..], cancellation);
        await (await ServerAccount.ChooseAsync(cancellation)).OwnAsync(pidFile, cancellation);

        await using (var next = await folder.StartAsync())
            (await TestServer.QueryAsync(next.ConnectionString, "select 1")).ShouldBe(1);

        stranger.HasExited.ShouldBeFalse();
        stranger.Kill();
    }

    [Fact]
    public async Task in_the_middle_of_making_a_cluster_leaves_nothing_that_the_next_start_trips_over()
    {
        await using var owner = AnotherProcess.Start(["own", folder.DataFolder]);
        await TestServer.UntilAsync(() => Directory.Exists(folder.DataFolder)
            && Directory.EnumerateDirectories(folder.DataFolder, "pgdata.unfinished-*").Any());

        await owner.KillAsync();

        await using var next = await folder.StartAsync();
        (await TestServer.QueryAsync(next.ConnectionString, "select 1")).ShouldBe(1);
    }

    private async Task<ServerProcess> ServerAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var options = TestServer.Options(folder.DataFolder);
        var binaries = await BinariesChoice.ChooseAsync(
            Surroundings.OfThisMachine(options.CacheFolder), folder.Files.WrittenBy, folder.DataFolder,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, cancellation);
        return new ServerProcess(folder.Files, binaries, await ServerAccount.ChooseAsync(cancellation), options);
    }
}
