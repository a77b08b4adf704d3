using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Reo.Benchmarks.Ingest;

/// <summary>The baseline of single posts: Kestrel parses the same body, stores nothing, and answers the same bytes.</summary>
internal static class ParsedByKestrel
{
    public const string Program = "ingest-kestrel";

    private static readonly byte[] _answer = """{"response_code":"200","response":"Data Uploaded","status":"success"}"""u8.ToArray();

    public static async Task<(Process Process, int Port)> StartAsync()
    {
        var port = ChildProcess.FreePort();
        var process = ChildProcess.Start(Program, $"{port}");
        await ChildProcess.LineAsync(process, line => line == "ready");
        return (process, port);
    }

    /// <summary>In the process of its own.</summary>
    public static async Task RunAsync(string[] arguments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Urls.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{arguments[0]}"));
        app.MapPost("/api/product/usage", AnswerAsync);
        await app.StartAsync();
        Console.WriteLine("ready");
        await app.WaitForShutdownAsync();
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        var pipe = http.Request.BodyReader;
        while (true)
        {
            var read = await pipe.ReadAsync();
            if (!read.IsCompleted)
            {
                pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            using (var body = JsonDocument.Parse(read.Buffer))
                http.Response.StatusCode = body.RootElement.GetProperty("payload"u8).ValueKind == JsonValueKind.Object ? 200 : 400;
            pipe.AdvanceTo(read.Buffer.End);
            break;
        }

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = _answer.Length;
        http.Response.BodyWriter.Write(_answer);
    }
}
