using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;

namespace Reo.Metrics.Webhooks;

/// <param name="Status">What the receiver answered; null when it did not.</param>
/// <param name="Error">Why it did not; null when it did.</param>
internal sealed record PostOutcome(int? Status, string? Error)
{
    public bool IsDelivered => Status is >= 200 and < 300;
}

/// <summary>Posts to receivers that people named: follows nobody elsewhere, and connects to no address that was not checked.</summary>
internal sealed class WebhookSender : IDisposable
{
    private const string NotAllowed = "The name stands for a private address; see Webhooks:AllowPrivateTargets.";

    private readonly WebhookOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client;

    public WebhookSender(IOptions<WebhookOptions> options, TimeProvider clock)
    {
        (_options, _clock) = (options.Value, clock);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxConnectionsPerServer = 4,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = ConnectAsync,
        })
        {
            Timeout = _options.Timeout,
        };
    }

    /// <summary>The addresses that a name stands for.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    public async Task<PostOutcome> PostAsync(string url, string secret, string id, string body, CancellationToken cancellation)
    {
        if (WebhookTarget.Read(url, _options.AllowPrivateTargets) is not { } target)
            return new PostOutcome(Status: null, "The address is not allowed; see Webhooks:AllowPrivateTargets.");

        var timestamp = _clock.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.UserAgent.ParseAdd("ReoMonolith");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSecrets.Sign(secret, id, timestamp, body));
        try
        {
            // What the receiver says beyond the status is nobody's business here.
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return new PostOutcome((int)answer.StatusCode, Error: null);
        }
        catch (HttpRequestException e)
        {
            return new PostOutcome(Status: null, e.InnerException is PrivateTargetException ? NotAllowed : $"{e.HttpRequestError}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new PostOutcome(Status: null, "No answer in time.");
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The name is resolved here and the address that was checked is the one that is connected to: DNS is not asked again.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var addresses = await Resolve(context.DnsEndPoint.Host, cancellation);
        var allowed = _options.AllowPrivateTargets ? addresses : Array.FindAll(addresses, PublicAddresses.Contains);
        if (allowed.Length == 0)
            throw new PrivateTargetException();

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class PrivateTargetException() : IOException(NotAllowed);
}
