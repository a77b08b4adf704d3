using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Npgsql;

namespace Reo.Host.Tests.Faults;

/// <summary>
/// Products that post single events, each with an id of its own, and post one again that was not acknowledged. They know which
/// events they sent and which of them were acknowledged.
/// </summary>
internal sealed class Posters : IAsyncDisposable
{
    private const int Connections = 16;
    private const int Attempts = 40;

    private readonly HttpClient[] _hosts;
    private readonly string _name;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, bool> _acknowledged = new(StringComparer.Ordinal);
    private readonly Task _running;
    private int _acknowledgedCount;
    private int _refusedCount;

    /// <param name="name">Begins every event id.</param>
    /// <param name="key">The API key.</param>
    /// <param name="ports">The hosts; each attempt goes to another one.</param>
    public Posters(string name, string key, params int[] ports)
    {
        _name = name;
        _hosts = [.. ports.Select(port =>
        {
            var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
            http.DefaultRequestHeaders.Add("X-API-KEY", key);
            return http;
        })];
        _running = Task.WhenAll(Enumerable.Range(0, Connections).Select(poster => Task.Run(() => RunAsync(poster))));
    }

    public int Acknowledged => Volatile.Read(ref _acknowledgedCount);

    /// <summary>Answers other than 200, and requests without an answer.</summary>
    public int Refused => Volatile.Read(ref _refusedCount);

    public Task UntilMoreAsync(int acknowledged)
    {
        var enough = Acknowledged + acknowledged;
        return ReoHost.EventuallyAsync(() => Acknowledged >= enough);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    /// <summary>Every acknowledged event is in the store exactly once, every other one at most once.</summary>
    public Task AreInTheStoreAsync(string connectionString) => AreInTheStoreAsync([this], connectionString);

    /// <summary>The same for posters who sent the same events.</summary>
    public static async Task AreInTheStoreAsync(IReadOnlyCollection<Posters> all, string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand(
            "select data ->> 'EventId', count(*)::int from app.mt_events where type = 'usage_recorded' and data ->> 'EventId' like $1 group by 1");
        command.Parameters.AddWithValue($"{all.First()._name}-%");
        var stored = new Dictionary<string, int>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            stored.Add(reader.GetString(0), reader.GetInt32(1));

        stored.Where(entry => entry.Value != 1).ShouldBeEmpty("stored more than once");
        all.SelectMany(posters => posters._acknowledged).Where(entry => entry.Value && !stored.ContainsKey(entry.Key))
            .ShouldBeEmpty("acknowledged but not stored");
        stored.Keys.Where(id => all.All(posters => !posters._acknowledged.ContainsKey(id))).ShouldBeEmpty("stored but never sent");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var host in _hosts)
            host.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(int poster)
    {
        for (var number = 0; !_stop.IsCancellationRequested; number++)
        {
            var id = $"{_name}-{poster}-{number}";
            _acknowledged[id] = false;
            for (var attempt = 0; attempt < Attempts && !_stop.IsCancellationRequested && !_acknowledged[id]; attempt++)
            {
                if (await IsAcknowledgedAsync(_hosts[(number + attempt) % _hosts.Length], id, $"dev{number % 50}"))
                {
                    _acknowledged[id] = true;
                    Interlocked.Increment(ref _acknowledgedCount);
                }
                else
                {
                    Interlocked.Increment(ref _refusedCount);
                    await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
                }
            }
        }
    }

    private static async Task<bool> IsAcknowledgedAsync(HttpClient host, string id, string developer)
    {
        try
        {
            using var body = new StringContent(Usage.By(developer, eventAt: 639303296, id), new MediaTypeHeaderValue("application/json"));
            using var answer = await host.PostAsync(new Uri("/api/product/usage", UriKind.Relative), body, CancellationToken.None);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
