using System.Net;
using System.Text.Json.Nodes;

namespace Reo.Client.Tests;

public sealed class tracking_an_event
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task writes_each_member_as_the_server_reads_it()
    {
        using var server = new ScriptedServer(ScriptedServer.Stored);
        await using var client = server.Client();

        client.Track(new UsageEvent
        {
            ActivityType = "API KEY GENERATED",
            Source = UsageSource.SaasProduct,
            UserId = "größe 🚀",
            UserIdType = UserIdType.LinkedIn,
            IpAddr = "203.0.113.7",
            Domain = "example.com",
            EventId = "e1",
            EventAt = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
            ProductId = "other",
            Environment = "STAGING",
            UserAgent = "line\nbreak",
            Mode = UsageMode.User,
            Count = 3,
            Meta = new Dictionary<string, object?>
            {
                ["text"] = "a",
                ["none"] = null,
                ["yes"] = true,
                ["number"] = 1.5m,
                ["day"] = DayOfWeek.Friday,
                ["list"] = new List<int> { 1, 2 },
                ["more"] = new Dictionary<string, int> { ["deep"] = 1 },
                ["at"] = DateTimeOffset.UnixEpoch,
            },
        });
        await client.FlushAsync(Cancellation);

        JsonNode.Parse(server.Requests.Single().Single())!.ToJsonString().ShouldBe(JsonNode.Parse(
            """
            {
              "activity_type": "API KEY GENERATED", "source": "SAAS_PRODUCT", "environment": "STAGING", "user_id": "größe 🚀", "user_id_type": "LINKEDIN",
              "ip_addr": "203.0.113.7", "domain": "example.com", "event_id": "e1", "event_at": 1700000000, "product_id": "other", "user_agent": "line\nbreak",
              "mode": "USER", "count": 3,
              "meta": { "text": "a", "none": null, "yes": true, "number": 1.5, "day": "Friday", "list": [1, 2], "more": { "deep": 1 }, "at": "1970-01-01T00:00:00.0000000+00:00" }
            }
            """)!.ToJsonString());
    }

    [Fact]
    public async Task takes_product_environment_and_time_from_elsewhere_and_gives_each_event_an_id()
    {
        using var server = new ScriptedServer(ScriptedServer.Stored);
        await using var client = server.Client(clock: new StoppedClock());

        client.Track(new UsageEvent { ActivityType = "A" });
        client.Track(new UsageEvent { ActivityType = "A" });
        await client.FlushAsync(Cancellation);

        var events = server.Requests.SelectMany(lines => lines).Select(line => JsonNode.Parse(line)!).ToList();
        events.ShouldAllBe(one => $"{one["product_id"]} {one["environment"]} {one["event_at"]}" == "reoWebApp PRODUCTION 86400");
        events.Select(one => (string)one["event_id"]!).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task is_not_changed_by_what_becomes_of_the_object_afterwards()
    {
        using var server = new ScriptedServer(ScriptedServer.Stored);
        await using var client = server.Client();
        var usage = new UsageEvent { ActivityType = "BEFORE" };

        client.Track(usage);
        usage.ActivityType = "AFTER";
        await client.FlushAsync(Cancellation);

        server.Requests.Single().Single().ShouldContain("BEFORE");
    }

    [Fact]
    public async Task never_throws_and_counts_what_it_cannot_take()
    {
        using var server = new ScriptedServer(ScriptedServer.Stored);
        var log = new Log();
        var client = server.Client(options => options.MaxEventBytes = 1024, log);
        var endless = new Dictionary<string, object?>();
        endless["self"] = endless;

        client.Track(null!);
        client.Track(new UsageEvent { Meta = endless });
        client.Track(new UsageEvent { Meta = new Dictionary<string, object?> { ["value"] = new Hostile() } });
        client.Track(new UsageEvent { ActivityType = new string('a', 2_000) });
        await client.DisposeAsync();
        client.Track(new UsageEvent { ActivityType = "A" });
        await client.FlushAsync(Cancellation);

        client.Statistics.ShouldBe(new ReoStatistics(5, 0, 0, 0, Dropped: 5, 0));
        server.Requests.ShouldBeEmpty();
        log.Lines.ShouldContain(line => line.Contains("not_writable"));
        log.Lines.ShouldContain(line => line.Contains("too_large"));
        log.Lines.ShouldContain(line => line.Contains("ended"));
    }

    [Fact]
    public async Task drops_the_newest_when_the_queue_is_full_and_does_not_wait()
    {
        using var server = new ScriptedServer(_ => throw new HttpRequestException("no network"));
        var log = new Log();
        var client = server.Client(options => (options.QueueCapacity, options.ShutdownTimeout) = (100, TimeSpan.Zero), log);

        for (var number = 0; number < 250; number++)
            client.Track(Tracking.Event(number));

        client.Statistics.ShouldBe(new ReoStatistics(250, 0, 0, 0, Dropped: 150, Waiting: 100));
        await client.DisposeAsync();
        client.Statistics.Dropped.ShouldBe(250);
        log.Lines.ShouldContain("Warning: 1 usage events were dropped: queue_full (100 wait already)");
        log.Lines.ShouldContain("Warning: 149 usage events were dropped: queue_full (since the last message)");
        log.Lines.ShouldContain("Warning: 100 usage events were dropped: ended (they were not sent before the end)");
    }

    [Fact]
    public async Task waits_for_no_server_at_the_end_longer_than_it_may()
    {
        using var server = new ScriptedServer(_ => throw new HttpRequestException("no network"));
        var client = server.Client(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        client.Track(Tracking.Event(1));

        await client.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        client.Statistics.Dropped.ShouldBe(1);
    }

    [Fact]
    public async Task of_what_comes_before_a_flush_is_over_after_it_unless_it_is_cancelled()
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Refused(HttpStatusCode.ServiceUnavailable, "later"));
        await using var client = server.Client(options => options.ShutdownTimeout = TimeSpan.Zero);
        client.Track(Tracking.Event(1));
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Should.ThrowAsync<OperationCanceledException>(() => client.FlushAsync(patience.Token));

        client.Statistics.Waiting.ShouldBe(1);
    }

    [Theory]
    [InlineData(null, "https://reo.example", "ApiKey is not set")]
    [InlineData("key", null, "Endpoint is not set")]
    [InlineData("key", "ftp://reo.example", "Endpoint is not an http address")]
    public async Task without_a_configuration_says_so_and_lets_the_product_run(string? key, string? endpoint, string says)
    {
        var log = new Log();
        await using var client = new ReoClient(new ReoOptions { ApiKey = key, Endpoint = endpoint is null ? null : new Uri(endpoint) }, log);

        client.Track(Tracking.Event(1));
        await client.FlushAsync(Cancellation);

        log.Lines.First().ShouldBe($"Error: No usage event is sent: ReoOptions.{says}");
        client.Statistics.Dropped.ShouldBe(1);
    }

    private sealed class Hostile
    {
        public override string ToString() => throw new InvalidOperationException("no text");
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(86_400);
    }
}
