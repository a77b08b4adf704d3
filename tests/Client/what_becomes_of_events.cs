using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Reo.Testing;

namespace Reo.Client.Tests;

/// <summary>Each outcome that the server knows, in one batch, on a host of a product.</summary>
public sealed class what_becomes_of_events(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task is_counted_logged_and_measured_and_what_waits_at_the_end_is_sent()
    {
        await using var server = await RunningHost.StartAsync(database.ConnectionString);
        var measured = new ConcurrentDictionary<string, long>();
        var log = new Log();
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddHostedService<LastWords>();
        builder.Services.AddReo(reo =>
        {
            reo.Endpoint = server.Address;
            reo.ApiKey = server.ApiKey;
            reo.ProductId = Tracking.ProductId;
        });
        using var product = builder.Build();
        using var listener = Listen(measured, product.Services.GetRequiredService<IMeterFactory>());
        await product.StartAsync(TestContext.Current.CancellationToken);
        var client = product.Services.GetRequiredService<IReoClient>();

        client.Track(new UsageEvent { ActivityType = "LOGIN_ACTIVITY", UserId = "ada", UserIdType = UserIdType.GitHub, EventId = "1" });
        client.Track(new UsageEvent { ActivityType = "LOGIN_ACTIVITY", UserId = "ada", UserIdType = UserIdType.GitHub, EventId = "1" });
        client.Track(new UsageEvent { ActivityType = "NOT CONFIGURED", UserId = "ada", UserIdType = UserIdType.GitHub });
        client.Track(new UsageEvent { ActivityType = "LOGIN_ACTIVITY", UserId = "ada@example.com", UserIdType = UserIdType.GitHub });
        client.Track(new UsageEvent { ActivityType = "LOGIN_ACTIVITY", Source = UsageSource.Telemetry, IpAddr = "203.0.113.7", UserAgent = "agent" });
        client.Track(new UsageEvent { ActivityType = "LOGIN_ACTIVITY", Mode = UsageMode.Domain, Domain = "example.com", Count = 12 });
        await client.FlushAsync(TestContext.Current.CancellationToken);

        client.Statistics.ShouldBe(new ReoStatistics(Tracked: 6, Accepted: 3, Duplicates: 1, Held: 1, Dropped: 1, Waiting: 0));
        await product.StopAsync(TestContext.Current.CancellationToken);
        client.Statistics.ShouldBe(new ReoStatistics(Tracked: 7, Accepted: 4, Duplicates: 1, Held: 1, Dropped: 1, Waiting: 0));

        // How many requests it took, and whether one was tried again, is the network's.
        measured["reo.client.requests status=200"].ShouldBePositive();
        measured.Where(entry => !entry.Key.StartsWith("reo.client.requests", StringComparison.Ordinal)).ShouldBe(
            new Dictionary<string, long>
            {
                ["reo.client.events.tracked"] = 7,
                ["reo.client.events.delivered outcome=accepted"] = 4,
                ["reo.client.events.delivered outcome=duplicate"] = 1,
                ["reo.client.events.delivered outcome=held"] = 1,
                ["reo.client.events.dropped reason=refused"] = 1,
            },
            ignoreOrder: true);
        log.Lines.ShouldContain("Warning: 1 usage events were dropped: refused (contradicts_type user_id)");
        log.Lines.ShouldContain("Information: 1 usage events are held by the server until their activity types are configured; later ones are counted, and not logged");
        log.Lines.Where(line => !line.StartsWith("Debug", StringComparison.Ordinal)).ShouldAllBe(line => !line.Contains("ada"));
    }

    /// <summary>To this product's meter alone: other tests' clients measure at the same time.</summary>
    private static MeterListener Listen(ConcurrentDictionary<string, long> measured, IMeterFactory meters)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Reo.Client" && ReferenceEquals(instrument.Meter.Scope, meters) && !instrument.IsObservable)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var name = instrument.Name + string.Concat(tags.ToArray().Select(tag => $" {tag.Key}={tag.Value}"));
            measured.AddOrUpdate(name, value, (_, sum) => sum + value);
        });
        listener.Start();
        return listener;
    }

    /// <summary>A service of the product that tracks while it stops.</summary>
    private sealed class LastWords(IReoClient client) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            client.Track(Tracking.Event(1));
            return Task.CompletedTask;
        }
    }
}
