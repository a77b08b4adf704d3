using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Reo.Metrics.Webhooks;

namespace Reo.Metrics.Tests.Webhooks;

public sealed class a_name_that_stands_for_a_private_address
{
    private static readonly string Secret = WebhookSecrets.New();

    [Fact]
    public async Task is_not_connected_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var sender = Sender(allowPrivate: false);

        var outcome = await PostAsync(sender, listener, "https");

        outcome.IsDelivered.ShouldBeFalse();
        outcome.Error!.ShouldContain("private address");
        listener.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task is_connected_to_when_that_is_allowed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var sender = Sender(allowPrivate: true);
        var post = PostAsync(sender, listener, "http");

        using var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await connection.GetStream().WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        (await post).IsDelivered.ShouldBeTrue();
    }

    private static WebhookSender Sender(bool allowPrivate) =>
        new(Options.Create(new WebhookOptions { AllowPrivateTargets = allowPrivate }), TimeProvider.System)
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
        };

    private static Task<PostOutcome> PostAsync(WebhookSender sender, TcpListener listener, string scheme) => sender.PostAsync(
        $"{scheme}://rebound.example:{((IPEndPoint)listener.LocalEndpoint).Port}/", Secret, "msg_1", "{}", TestContext.Current.CancellationToken);
}
