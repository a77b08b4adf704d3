using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Reo.PlanFile;

namespace Reo.Tool.Server;

/// <summary>The server, and one sentence for everything that can be wrong with it.</summary>
internal sealed class ReoServer(Login login) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = login.Address, Timeout = _patience };

    /// <summary>The tenant's plan, as the server serves it to compilers.</summary>
    public async Task<PlanDocument> PlanAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("api/v1/metrics/plan", UriKind.Relative));
        if (login.IsToken)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", login.Credential);
        else
            request.Headers.TryAddWithoutValidation("X-API-KEY", login.Credential);

        var (status, text, mediaType) = await AskAsync(request, cancellation);
        switch (status)
        {
            case HttpStatusCode.OK when mediaType == "text/plain" && PlanDocument.Parse(text) is { Version: not null, Tenant: not null, ETag: not null } plan:
                return plan;
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                throw new CannotException($"{Name} does not take the {login.Kind}: it is wrong, revoked or expired.");
            case HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests:
                throw new CannotException($"{Name} has no time now ({(int)status}): try again.");
            default:
                throw new CannotException($"What answers at {Name} is no Reo server ({(int)status}): check the address.");
        }
    }

    /// <summary>One event to the product API: what was answered, whatever it is.</summary>
    public async Task<(HttpStatusCode Status, string Body)> PostUsageAsync(string body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("api/product/usage", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("X-API-KEY", login.Credential);
        var (status, text, mediaType) = await AskAsync(request, cancellation);
        return mediaType == "application/json" ? (status, text) : throw new CannotException($"What answers at {Name} is no Reo server ({(int)status}): check the address.");
    }

    public void Dispose() => _http.Dispose();

    private string Name => login.Server.TrimEnd('/');

    private async Task<(HttpStatusCode Status, string Text, string? MediaType)> AskAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using var answer = await _http.SendAsync(request, cancellation);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation), answer.Content.Headers.ContentType?.MediaType);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CannotException($"{Name} did not answer within {_patience.TotalSeconds:0} seconds.");
        }
        catch (HttpRequestException e)
        {
            throw new CannotException($"{Name} cannot be reached: {Why(e)}.");
        }
    }

    private static string Why(HttpRequestException e) => e switch
    {
        { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "nothing listens there",
        { HttpRequestError: HttpRequestError.NameResolutionError } => "its name is unknown, or you are offline",
        { InnerException: AuthenticationException { Message: var why } } when why.Contains("certificate", StringComparison.OrdinalIgnoreCase) => "its certificate is not trusted",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => "it does not speak HTTPS; is its address one with http://",
        { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse } => "what answers there is no web server",
        _ => (e.InnerException?.Message ?? e.Message).TrimEnd('.'),
    };
}
