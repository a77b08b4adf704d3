using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Reo.Client.Sending;

namespace Reo.Client.Tests;

public sealed class sending_a_batch
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, Func<List<string>, HttpResponseMessage>> AcknowledgeNothing => new()
    {
        { "503", _ => ScriptedServer.Refused(HttpStatusCode.ServiceUnavailable, "The database cannot be reached") },
        { "429", _ => ScriptedServer.Refused(HttpStatusCode.TooManyRequests, "Rate limit") },
        { "500", _ => ScriptedServer.Page(HttpStatusCode.InternalServerError) },
        { "a wrong key", _ => ScriptedServer.Refused(HttpStatusCode.BadRequest, "Authentication Failure") },
        { "a proxy's 400", _ => ScriptedServer.Page(HttpStatusCode.BadRequest) },
        { "a proxy's 200", _ => ScriptedServer.Page(HttpStatusCode.OK) },
        { "a redirect", _ => ScriptedServer.Page(HttpStatusCode.Redirect) },
        { "counts that do not add up", lines => ScriptedServer.Judged([.. lines, "one more"]) },
        { "no network", _ => throw new HttpRequestException("no network") },
        { "a broken answer", _ => throw new IOException("broken") },
        { "silence", _ => throw new TaskCanceledException("silence") },
        { "a handler of the product that fails", _ => throw new InvalidOperationException("handler") },
    };

    [Theory]
    [MemberData(nameof(AcknowledgeNothing))]
    public async Task is_repeated_with_the_same_event_ids_after(string what, Func<List<string>, HttpResponseMessage> answer)
    {
        using var server = new ScriptedServer(answer, answer, ScriptedServer.Stored);
        await using var client = server.Client();

        client.Track(Tracking.Event(1));
        client.Track(Tracking.Event(2));
        await client.FlushAsync(Cancellation);

        what.ShouldNotBeEmpty();
        var ids = server.Requests.Select(lines => string.Join(' ', lines.Select(line => JsonNode.Parse(line)!["event_id"]))).ToList();
        ids.Distinct().Count().ShouldBe(1);
        ids.Count.ShouldBe(3);
        client.Statistics.ShouldBe(new ReoStatistics(2, Accepted: 2, 0, 0, Dropped: 0, 0));
    }

    [Fact]
    public async Task waits_as_long_as_the_server_asks_for()
    {
        using var server = new ScriptedServer(
            _ => ScriptedServer.Refused(HttpStatusCode.ServiceUnavailable, "later", retryAfter: TimeSpan.FromSeconds(1)), ScriptedServer.Stored);
        await using var client = server.Client();
        var watch = Stopwatch.StartNew();

        client.Track(Tracking.Event(1));
        await client.FlushAsync(Cancellation);

        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(950));
    }

    [Fact]
    public async Task repeats_the_events_alone_that_another_time_may_do_for()
    {
        using var server = new ScriptedServer(lines => ScriptedServer.Judged(lines, (0, "developer_rate"), (2, "required"), (3, "store_unavailable")), ScriptedServer.Stored);
        await using var client = server.Client(options => options.FlushInterval = TimeSpan.FromMilliseconds(200));

        for (var number = 0; number < 4; number++)
            client.Track(Tracking.Event(number));
        await client.FlushAsync(Cancellation);

        var requests = server.Requests.ToArray();
        requests.Length.ShouldBe(2);
        requests[1].ShouldBe([requests[0][0], requests[0][3]]);
        client.Statistics.ShouldBe(new ReoStatistics(4, Accepted: 3, 0, 0, Dropped: 1, 0));
    }

    [Fact]
    public async Task halves_a_batch_that_is_too_much_and_drops_the_one_event_that_is()
    {
        using var server = new ScriptedServer(lines => lines.Exists(line => line.Contains("\"number\":5}"))
            ? ScriptedServer.Refused(HttpStatusCode.RequestEntityTooLarge, "The body is larger than 4194304 bytes")
            : ScriptedServer.Stored(lines));
        var log = new Log();
        await using var client = server.Client(options => options.FlushInterval = TimeSpan.FromMilliseconds(200), log);

        for (var number = 0; number < 16; number++)
            client.Track(Tracking.Event(number));
        await client.FlushAsync(Cancellation);

        client.Statistics.ShouldBe(new ReoStatistics(16, Accepted: 15, 0, 0, Dropped: 1, 0));
        log.Lines.ShouldContain("Warning: 1 usage events were dropped: refused (413 The body is larger than 4194304 bytes)");
    }

    [Fact]
    public async Task says_once_that_it_fails_why_and_that_it_is_over()
    {
        using var server = new ScriptedServer(
            _ => throw new HttpRequestException("no network"), _ => throw new HttpRequestException("no network"), ScriptedServer.Stored);
        var log = new Log();
        await using var client = server.Client(log: log);

        client.Track(Tracking.Event(1));
        await client.FlushAsync(Cancellation);
        await Eventually.TrueAsync(() => log.Lines.Count == 2);

        log.Lines.First().ShouldStartWith("Warning: Usage events wait, 1 of them: reo.example cannot be reached (no network). Attempt 2 follows in 00:00:00.0");
        log.Lines.Last().ShouldBe("Information: Usage events are sent again after 2 failed attempts");
    }

    [Fact]
    public async Task gathers_what_comes_together()
    {
        using var server = new ScriptedServer(ScriptedServer.Stored);
        await using var client = server.Client(options => (options.FlushInterval, options.BatchSize) = (TimeSpan.FromMinutes(1), 40));

        for (var number = 0; number < 80; number++)
            client.Track(Tracking.Event(number));
        await Eventually.TrueAsync(() => client.Statistics.Waiting == 0);

        server.Requests.Select(lines => lines.Count).ShouldBe([40, 40]);
    }

    [Theory]
    [InlineData(1, null, 50, 100)]
    [InlineData(2, null, 100, 200)]
    [InlineData(40, null, 5_000, 10_000)]
    [InlineData(1, 3_000, 3_000, 3_100)]
    [InlineData(1, -1, 0, 100)]
    [InlineData(1, int.MaxValue, 3_600_000, 3_600_100)]
    public void waits_longer_each_time_within_bounds(int failures, int? askedMilliseconds, int least, int most)
    {
        var asked = askedMilliseconds is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : (TimeSpan?)null;

        TimeSpan After(double random) => new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), () => random).After(failures, asked);

        After(0).TotalMilliseconds.ShouldBe(least, tolerance: 0.01);
        After(1).TotalMilliseconds.ShouldBe(most, tolerance: 0.01);
    }
}
