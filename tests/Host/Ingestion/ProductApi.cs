using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Alba;
using Npgsql;

namespace Reo.Host.Tests.Ingestion;

/// <summary>The product API as its callers see it, and what is in the store afterwards.</summary>
internal static class ProductApi
{
    public const string Single = "/api/product/usage";
    public const string Aggregated = "/api/product/aggregateusage";
    public const string Batch = "/api/product/usage/batch";

    public const string Stored = """{"response_code":"200","response":"Data Uploaded","status":"success"}""";
    public const string AuthenticationFailure = """{"response_code":400,"response":"Authentication Failure","status":"failure"}""";

    public static Task<IScenarioResult> SendAsync(
        this ReoHost host, string path, string? key, byte[] body, int status, string contentType = "application/json", string? encoding = null) =>
        host.Alba.Scenario(request =>
        {
            request.Post.ByteArray(body).ToUrl(path).ContentType(contentType);
            if (key is not null)
                request.WithRequestHeader("X-API-KEY", key);
            if (encoding is not null)
                request.WithRequestHeader("Content-Encoding", encoding);
            request.StatusCodeShouldBe(status);
        });

    public static async Task<string> AnswerAsync(this ReoHost host, string path, string? key, string body, int status, string contentType = "application/json") =>
        await (await host.SendAsync(path, key, Encoding.UTF8.GetBytes(body), status, contentType)).ReadAsTextAsync();

    public static string Event(string userId = "michaelbevan", string? eventId = null, string activityType = "LOGIN_ACTIVITY") => new JsonObject
    {
        ["activity_type"] = activityType,
        ["source"] = "PRODUCT_CLOUD",
        ["user_id"] = userId,
        ["user_id_type"] = "GITHUB",
        ["event_id"] = eventId,
        ["event_at"] = 639303296,
        ["product_id"] = "reoWebApp",
    }.ToJsonString();

    public static string Events(params IEnumerable<string> events) => $$"""{"events":[{{string.Join(',', events)}}]}""";

    public static byte[] Compress(byte[] plain, string encoding)
    {
        var compressed = new MemoryStream();
        using (Stream stream = encoding == "gzip"
            ? new GZipStream(compressed, CompressionLevel.Optimal)
            : new BrotliStream(compressed, CompressionLevel.Fastest))
        {
            stream.Write(plain);
        }

        return compressed.ToArray();
    }

    public static async Task<List<(string Stream, string Type)>> StoredAsync(this NpgsqlDataSource database, string tenantId)
    {
        await using var command = database.CreateCommand(
            "select stream_id, type from app.mt_events where tenant_id = $1 and type like 'usage_%' order by seq_id");
        command.Parameters.AddWithValue(tenantId);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var events = new List<(string, string)>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            events.Add((reader.GetString(0), reader.GetString(1)));
        return events;
    }

    public static async Task ExecuteAsync(this NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
