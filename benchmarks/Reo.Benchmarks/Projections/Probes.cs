using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Npgsql;
using Reo.Benchmarks.Ingest;

namespace Reo.Benchmarks.Projections;

/// <summary>Events of developers that nobody saw before, and the time from each one's answer until <c>reports.developers</c> has its row.</summary>
internal sealed class Probes(HostProcess host, NpgsqlDataSource source) : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client = new() { BaseAddress = new Uri($"http://127.0.0.1:{host.Port.ToString(CultureInfo.InvariantCulture)}") };
    private readonly ConcurrentDictionary<string, long> _acknowledged = new(StringComparer.Ordinal);
    private volatile bool _isOver;

    /// <summary>Milliseconds of each, once all have arrived.</summary>
    public async Task<List<double>> RunAsync(CancellationToken end)
    {
        var looking = LookAsync();
        for (var number = 0; !end.IsCancellationRequested; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"probe-{number}@probe.example");
            await PostAsync(name);
            _acknowledged[$"email/{name}"] = Stopwatch.GetTimestamp();
            await Task.Delay(_pause, CancellationToken.None);
        }

        _isOver = true;
        return await looking;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task PostAsync(string email)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/product/usage", UriKind.Relative));
        request.Headers.Add("X-API-KEY", host.Key);
        request.Content = new StringContent(
            $$$"""{"payload":{"activity_type":"LOGIN_ACTIVITY","source":"PRODUCT_CLOUD","user_id":"{{{email}}}","user_id_type":"EMAIL","event_at":1767225600,"product_id":"probe"}}""",
            Encoding.UTF8,
            new MediaTypeHeaderValue("application/json"));
        using var answer = await _client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<List<double>> LookAsync()
    {
        var lags = new List<double>();
        var sinceArrival = Stopwatch.StartNew();
        while (!_isOver || !_acknowledged.IsEmpty)
        {
            var waiting = _acknowledged.Keys.ToArray();
            await using var command = source.CreateCommand("select developer_id from reports.developers where tenant_id = 'demo' and developer_id = any($1)");
            command.Parameters.AddWithValue(waiting);
            await using (var row = await command.ExecuteReaderAsync())
            {
                while (await row.ReadAsync())
                {
                    if (_acknowledged.TryRemove(row.GetString(0), out var acknowledged))
                        lags.Add(Stopwatch.GetElapsedTime(acknowledged).TotalMilliseconds);
                    sinceArrival.Restart();
                }
            }

            if (sinceArrival.Elapsed > _patience)
                throw new TimeoutException($"{waiting.Length} acknowledged events did not arrive in the views.");
            await Task.Delay(_look);
        }

        return lags;
    }
}
