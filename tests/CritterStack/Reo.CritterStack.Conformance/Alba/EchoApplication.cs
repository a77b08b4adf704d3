using Alba;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Reo.CritterStack.Conformance.Alba;

/// <summary>An application that answers with what it was sent.</summary>
public sealed class EchoApplication : IAsyncLifetime
{
    public IAlbaHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        Host = await AlbaHost.For(builder, app =>
        {
            app.MapMethods("/echo/{**rest}", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"], Echo);
            app.MapGet("/thing", () => new Thing("lamp", 3));
            app.MapPost("/thing", (Thing thing) => thing);
            app.MapGet("/refusal", () => Results.Text("not so", statusCode: 400));
            app.MapGet("/made", () => Results.Text("made", statusCode: 201));
            app.MapGet("/nothing", () => Results.NoContent());
            app.MapGet("/failure", string () => throw new InvalidOperationException("inside the endpoint"));
            app.MapGet("/headers", (HttpResponse response) =>
            {
                response.Headers["X-One"] = "1";
                response.Headers["X-Two"] = new(["1", "2"]);
                return "h";
            });
        });
    }

    public async ValueTask DisposeAsync() => await Host.DisposeAsync();

    private static async Task<Echoed> Echo(HttpRequest request)
    {
        using var body = new StreamReader(request.Body);
        return new Echoed(
            request.Method,
            request.Path.ToString(),
            request.QueryString.ToString(),
            request.ContentType,
            request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await body.ReadToEndAsync());
    }
}

public sealed record Thing(string Name, int Count);

public sealed record Echoed(string Method, string Path, string Query, string? ContentType, Dictionary<string, string> Headers, string Body);
