using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Playwright;

namespace Reo.Dashboard.Tests;

public sealed class giving_segments_a_webhook(Browser browser, DashboardHost host) : IClassFixture<DashboardHost>
{
    [Fact]
    public async Task shows_its_secret_once_and_what_the_receiver_says_to_a_test()
    {
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync(DashboardHost.AdminEmail, host.AdminPassword);
        await visit.OpenAsync("/settings/webhooks", "Webhooks");
        await visit.Page.GetByText("No segment yet").WaitForAsync();
        using var admin = await host.AdminAsync();
        var segment = (await DashboardHost.AskAsync(admin, HttpMethod.Post, "/api/v1/segments", new { name = "Everybody", members = "developers", shared = true }))!;
        using var receiver = new TcpListener(IPAddress.Loopback, 0);
        receiver.Start();

        await visit.Act("edit Everybody").ClickAsync();
        await visit.Page.GetByLabel("Address, https").FillAsync("ftp://receiver.example");
        await visit.Act("save webhook").ClickAsync();
        await visit.SaidAsync("Address not usable");
        await visit.Page.GetByLabel("Address, https").FillAsync($"http://127.0.0.1:{((IPEndPoint)receiver.LocalEndpoint).Port}/hook");
        await visit.Act("save webhook").ClickAsync();
        var secret = await visit.Page.Locator(".reo-once code").InnerTextAsync();
        secret.ShouldStartWith("whsec_");

        var answering = AnswerOnceAsync(receiver, "204 No Content");
        await visit.Act("test Everybody").ClickAsync();
        await visit.Page.GetByText("the receiver answered 204. It takes posts.").WaitForAsync();
        (await answering).ShouldContain("webhook-signature");

        await DeadLetterAsync(segment["segment_id"]!.GetValue<Guid>());
        await visit.Act("deliveries Everybody").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Row, new() { Name = "segment.entered" }).GetByText("dead").WaitForAsync();
        await visit.PictureAsync("webhooks");
        var delivering = AnswerOnceAsync(receiver, "200 OK");
        await visit.Act("retry").ClickAsync();
        (await delivering).ShouldContain("email/ada@example.com");

        await visit.OpenAsync("/settings/webhooks", "Webhooks");
        (await visit.Page.ContentAsync()).ShouldNotContain(secret);
        await visit.Act("end Everybody").ClickAsync();
        await visit.ConfirmAsync("End");
        await visit.Act("end Everybody").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        visit.Complaints.ShouldBeEmpty();
    }

    private async Task DeadLetterAsync(Guid segmentId)
    {
        await using var command = host.Database.CreateCommand(
            """
            insert into metrics.webhook_deliveries (tenant_id, delivery_id, segment_id, type, member, occurred_at, state, attempts, next_at, last_status)
            values ('demo', gen_random_uuid(), $1, 'segment.entered', 'email/ada@example.com', now(), 'dead', 8, now(), 500)
            """);
        command.Parameters.AddWithValue(segmentId);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <returns>What was posted.</returns>
    private static async Task<string> AnswerOnceAsync(TcpListener receiver, string status)
    {
        using var connection = await receiver.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var stream = connection.GetStream();
        var posted = new StringBuilder();
        var buffer = new byte[4096];
        do
        {
            posted.Append(Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)));
        }
        while (!posted.ToString().EndsWith('}'));
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        return posted.ToString();
    }
}
