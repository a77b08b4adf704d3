using Reo.Testing;

namespace Reo.Client.Tests;

public sealed class a_server_that_is_killed(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const int Events = 20_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task again_and_again_while_the_product_tracks_has_every_event_once(bool isSpooled)
    {
        using var spool = new Folder();
        await using var host = await RunningHost.StartAsync(database.ConnectionString, "--Ingestion:DeveloperEventsPerSecond=0");
        await using var client = new ReoClient(Tracking.To(host.Address, host.ApiKey, isSpooled ? spool.Path : null));
        var first = isSpooled ? Events : 0;
        var tracked = 0;
        var product = Task.Run(async () =>
        {
            for (; tracked < Events; tracked++)
            {
                client.Track(Tracking.Event(first + tracked));
                if (tracked % 100 == 99)
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);

        foreach (var moment in new[] { Events / 5, Events / 3, Events })
        {
            await Eventually.TrueAsync(() => Volatile.Read(ref tracked) >= moment && client.Statistics.Accepted > 0);
            await host.KillAsync();
            await host.StartAsync();
        }

        await product;
        await client.FlushAsync(TestContext.Current.CancellationToken);
        (await Stored.NumbersAsync(database.DataSource)).Where(number => number >= first && number < first + Events).ShouldBe(Enumerable.Range(first, Events));
        var statistics = client.Statistics;
        statistics.ShouldBe(new ReoStatistics(Events, Events - statistics.Duplicates, statistics.Duplicates, Held: 0, Dropped: 0, Waiting: 0));
        Directory.GetFiles(spool.Path, "*.ndjson").ShouldBeEmpty();
    }
}
