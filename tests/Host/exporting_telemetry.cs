using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Reo.Host.Tests.Faults;
using Reo.Testing;

namespace Reo.Host.Tests;

public sealed class exporting_telemetry(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task sends_metrics_and_traces_to_the_collector_that_is_named()
    {
        await using var collector = new Collector();
        await using var host = await ServingHost.StartAsync(
            database.ConnectionString,
            settings:
            [
                $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Url}",
                "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
                "--OTEL_METRIC_EXPORT_INTERVAL=200",
                "--OTEL_BSP_SCHEDULE_DELAY=200",
            ]);

        (await PostAsync(host, host.Key)).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(host, host.Key)).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(host, "wrong")).ShouldBe(HttpStatusCode.BadRequest);

        foreach (var name in new[] { "reo.ingestion.events", "accepted", "duplicate", "reo.ingestion.refused", "authentication_failure",
            "reo.ingestion.queue.depth", "reo.ingestion.commit.size", "reo.ingestion.commit.duration", "reo.projections.lag", "Views:All" })
        {
            await ReoHost.EventuallyAsync(() => collector.Got("/v1/metrics", name));
        }

        await ReoHost.EventuallyAsync(() => collector.Got("/v1/traces", "commit usage"));
        collector.Got("/v1/traces", host.Key).ShouldBeFalse();
        collector.Got("/v1/metrics", host.Key).ShouldBeFalse();
    }

    private static async Task<HttpStatusCode> PostAsync(ServingHost host, string key)
    {
        using var product = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{host.Port}") };
        product.DefaultRequestHeaders.Add("X-API-KEY", key);
        using var body = new StringContent(Usage.VendorSample, new MediaTypeHeaderValue("application/json"));
        using var answer = await product.PostAsync(new Uri("/api/product/usage", UriKind.Relative), body, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    /// <summary>An OpenTelemetry collector as far as it is posted to. Texts stand in the protocol buffers as they are.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly ConcurrentQueue<(string Path, string Body)> _posted = new();
        private readonly Task _listening;

        public Collector()
        {
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
            }

            _listener.Prefixes.Add($"{Url}/");
            _listener.Start();
            _listening = ListenAsync();
        }

        public string Url { get; }

        public bool Got(string path, string text) => _posted.Any(post => post.Path == path && post.Body.Contains(text, StringComparison.Ordinal));

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _listening;
            _listener.Close();
        }

        private async Task ListenAsync()
        {
            try
            {
                while (true)
                {
                    var request = await _listener.GetContextAsync();
                    using var reader = new StreamReader(request.Request.InputStream, Encoding.Latin1);
                    _posted.Enqueue((request.Request.Url!.AbsolutePath, await reader.ReadToEndAsync()));
                    request.Response.Close();
                }
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
