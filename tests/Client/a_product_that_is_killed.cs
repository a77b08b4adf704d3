using System.Diagnostics;
using System.Globalization;
using Reo.Testing;

namespace Reo.Client.Tests;

public sealed class a_product_that_is_killed(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const int Events = 5_000;
    private static readonly Uri _nowhere = new("http://127.0.0.1:1");

    [Fact]
    public async Task has_lost_nothing_that_it_tracked_into_its_spool()
    {
        using var spool = new Folder();
        await using var host = await RunningHost.StartAsync(database.ConnectionString, "--Ingestion:DeveloperEventsPerSecond=0");

        await KillAfterTrackingAsync(_nowhere, host.ApiKey, spool.Path, first: 0);
        // These two are killed while they send what they and the ones before them tracked.
        await KillAfterTrackingAsync(host.Address, host.ApiKey, spool.Path, first: Events);
        await KillAfterTrackingAsync(host.Address, host.ApiKey, spool.Path, first: 2 * Events);

        await using var client = new ReoClient(Tracking.To(host.Address, host.ApiKey, spool.Path));
        await Eventually.TrueAsync(() => client.Statistics.Waiting == 0 && Directory.GetFiles(spool.Path, "*.ndjson").Length == 0);

        (await Stored.NumbersAsync(database.DataSource)).ShouldBe(Enumerable.Range(0, 3 * Events));
        client.Statistics.Dropped.ShouldBe(0);
        Directory.GetFiles(spool.Path).ShouldHaveSingleItem().ShouldEndWith(".lock");
    }

    private static async Task KillAfterTrackingAsync(Uri endpoint, string key, string spool, int first)
    {
        string[] arguments = ["track", $"{endpoint}", key, spool, first.ToString(CultureInfo.InvariantCulture), Events.ToString(CultureInfo.InvariantCulture)];
        var program = Path.Combine(AppContext.BaseDirectory, typeof(Program).Assembly.GetName().Name!);
        using var product = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        try
        {
            (await product.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe($"tracked {Events}, dropped 0");
        }
        finally
        {
            product.Kill();
            await product.WaitForExitAsync(CancellationToken.None);
        }
    }
}
