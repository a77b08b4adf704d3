using Npgsql;
using Reo.Host.Tests.Views;
using Reo.Testing;

namespace Reo.Host.Tests.Rebuilds;

public sealed class the_projection_commands(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task show_rebuild_and_verify()
    {
        await using (var host = await ReoHost.StartAsync(database.ConnectionString))
        {
            await SomeUsage.AppendAsync(host, "acme", [.. SomeUsage.All()]);
            await host.ProjectedAsync();
        }

        (await RunAsync(0, "projections", "verify")).ShouldContain("Views: the live view is what the events say.");
        await using (var spoil = database.DataSource.CreateCommand("update reports.companies set usage_count = 12345"))
            await spoil.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var drift = await RunAsync(1, "projections", "verify", "--tenant", "acme");
        drift.ShouldContain("companies: ");
        drift.ShouldContain("live {\"company\":");
        drift.ShouldContain("\"usage_count\": 12345");
        (await RunAsync(0, "projections", "rebuild", "--dry-run")).ShouldContain("rows would change");
        (await RunAsync(0, "projections", "rebuild", "--all")).ShouldMatch("Views: The new view is live; [12]00 events in ");
        (await RunAsync(0, "projections", "verify")).ShouldContain("the live view is what the events say");
        var listed = await RunAsync(0, "projections", "list");
        listed.ShouldContain("Views");
        listed.ShouldContain("current");
        listed.ShouldContain("completed by command line");
        (await RunAsync(1, "projections", "rebuild", "--projection", "Nothing")).ShouldContain("There is no projection 'Nothing', but Views.");
    }

    [Fact]
    public async Task end_with_an_error_when_they_are_interrupted()
    {
        await using (var host = await ReoHost.StartAsync(database.ConnectionString))
        {
            await SomeUsage.AppendAsync(host, "globex", [.. SomeUsage.All()]);
            await host.ProjectedAsync();
        }

        await using var blocker = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand("begin; select pg_advisory_xact_lock(hashtext('reo views'), hashtext('globex'))", blocker))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var rebuild = HostProcess.Start(database.ConnectionString, "projections", "rebuild", "--tenant", "globex");
        await rebuild.SaysAsync("events; Reading");

        (await rebuild.InterruptAsync()).ShouldBe(1);

        rebuild.Said.ShouldContain("Views: Cancelled; the live view is as it was.");
    }

    private async Task<string> RunAsync(int exitCode, params string[] arguments)
    {
        await using var host = HostProcess.Start(database.ConnectionString, arguments);
        (await host.ExitAsync()).ShouldBe(exitCode, host.Said);
        return host.Said;
    }
}
