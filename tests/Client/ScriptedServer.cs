using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Reo.Client.Tests;

/// <summary>Answers in the place of a server: one answer after the other, the last one for ever.</summary>
internal sealed class ScriptedServer(params Func<List<string>, HttpResponseMessage>[] answers) : HttpMessageHandler
{
    private int _asked;

    /// <summary>The lines of each request.</summary>
    public ConcurrentQueue<List<string>> Requests { get; } = new();

    public ReoClient Client(Action<ReoOptions>? change = null, Log? log = null, TimeProvider? clock = null)
    {
        var options = Tracking.To(new Uri("http://reo.example/base/"), "key");
        options.HttpHandler = () => this;
        change?.Invoke(options);
        return new ReoClient(options, log, clock: clock);
    }

    public static HttpResponseMessage Stored(List<string> lines) => Judged(lines);

    public static HttpResponseMessage Judged(List<string> lines, params (int Index, string Code)[] failed) => Json(
        HttpStatusCode.OK,
        new JsonObject
        {
            ["response_code"] = "200",
            ["accepted"] = lines.Count - failed.Length,
            ["duplicates"] = 0,
            ["held"] = 0,
            ["failed"] = new JsonArray([.. failed.Select(one => (JsonNode)new JsonObject { ["index"] = one.Index, ["event_id"] = null, ["field"] = "", ["code"] = one.Code, ["message"] = "no" })]),
        });

    public static HttpResponseMessage Refused(HttpStatusCode status, string response, TimeSpan? retryAfter = null)
    {
        var answer = Json(status, new JsonObject { ["response_code"] = (int)status, ["response"] = response, ["status"] = "failure" });
        if (retryAfter is { } after)
            answer.Headers.RetryAfter = new RetryConditionHeaderValue(after);
        return answer;
    }

    public static HttpResponseMessage Page(HttpStatusCode status) => new(status) { Content = new StringContent("<html>hello</html>") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri.ShouldBe(new Uri("http://reo.example/base/api/product/usage/batch"));
        request.Headers.GetValues("X-API-KEY").ShouldBe(["key"]);
        request.Content!.Headers.ContentEncoding.ShouldBe(["gzip"]);
        request.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        await using var plain = new GZipStream(await request.Content.ReadAsStreamAsync(cancellationToken), CompressionMode.Decompress);
        using var reader = new StreamReader(plain, Encoding.UTF8);
        var lines = (await reader.ReadToEndAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        Requests.Enqueue(lines);
        return answers[Math.Min(_asked++, answers.Length - 1)](lines);
    }

    private static HttpResponseMessage Json(HttpStatusCode status, JsonObject body) =>
        new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
}
