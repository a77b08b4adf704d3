using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Reo.Host.Tests.Webhooks;

/// <param name="Id">Header <c>webhook-id</c>.</param>
internal sealed record Received(string Id, string Timestamp, string Signature, string Body);

/// <summary>A server on loopback that takes posts, and answers what a test wants.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public ConcurrentQueue<Received> Posts { get; } = new();

    public Func<Received, int> Answer { get; set; } = _ => StatusCodes.Status204NoContent;

    public string Url => $"{_app.Urls.First()}/hook";

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var post = new Received(
                context.Request.Headers["webhook-id"].ToString(),
                context.Request.Headers["webhook-timestamp"].ToString(),
                context.Request.Headers["webhook-signature"].ToString(),
                await reader.ReadToEndAsync(context.RequestAborted));
            receiver.Posts.Enqueue(post);
            context.Response.StatusCode = receiver.Answer(post);
            if (context.Response.StatusCode == StatusCodes.Status302Found)
                context.Response.Headers.Location = receiver.Url;
        });
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
