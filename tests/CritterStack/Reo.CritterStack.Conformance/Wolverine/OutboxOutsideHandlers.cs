using Marten;
using Marten.Exceptions;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;
using Wolverine.Marten;

namespace Reo.CritterStack.Conformance.Wolverine;

public sealed record Posted(string Letter);

public static class PostedHandler
{
    public static void Handle(Posted posted, Envelope envelope, Journal journal) => journal.Add($"posted {posted.Letter} for {envelope.TenantId}");
}

public sealed class outbox_outside_handlers(SharedMessagingHost shared) : IClassFixture<SharedMessagingHost>
{
    private readonly MessagingHost host = shared.Value;

    [Fact]
    public async Task messages_go_out_with_the_commit_and_not_before()
    {
        await using var scope = host.Host.Services.CreateAsyncScope();
        var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();
        await using var session = host.Store.LightweightSession("acme");
        outbox.Enroll(session);
        session.Store(new Account { Id = "acme/post", Balance = 3 });

        await outbox.PublishAsync(new Posted("letter"), new DeliveryOptions { TenantId = "acme" });
        var before = await RowsOfAsync("letter");
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);

        before.ShouldBe(0);
        (await RowsOfAsync("letter")).ShouldBe(1);
        await host.Journal.UntilAsync("posted letter for acme");
    }

    [Fact]
    public async Task the_outbox_of_a_scope_is_enrolled_in_the_session_of_the_scope()
    {
        await using var scope = host.Host.Services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();

        await outbox.SendAsync(new Posted("parcel"));
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);

        outbox.Session.ShouldBeSameAs(session);
        await host.Journal.UntilAsync("posted parcel for ");
    }

    [Fact]
    public async Task without_a_commit_nothing_goes_out()
    {
        await using (var scope = host.Host.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<IMartenOutbox>().PublishAsync(new Posted("draft"));

        (await RowsOfAsync("draft")).ShouldBe(0);
    }

    [Fact]
    public async Task a_commit_that_fails_stores_and_sends_nothing()
    {
        await using var scope = host.Host.Services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();
        session.Store(new Account { Id = "acme/never" });
        session.QueueSqlCommand("insert into app.there_is_no_such_table values (1)");

        var tracked = await host.TrackAsync(async _ =>
        {
            await outbox.PublishAsync(new Posted("lost"));
            await Should.ThrowAsync<MartenCommandException>(() => session.SaveChangesAsync(TestContext.Current.CancellationToken));
        });

        tracked.Sent.AllMessages().ShouldBeEmpty();
        (await RowsOfAsync("lost")).ShouldBe(0);
    }

    [Fact]
    public async Task five_hundred_messages_of_one_transaction_are_all_handled_once()
    {
        await using var scope = host.Host.Services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();

        var tracked = await host.TrackAsync(async _ =>
        {
            for (var i = 0; i < 500; i++)
                await outbox.PublishAsync(new Posted($"card {i}"), new DeliveryOptions { TenantId = "bulk" });
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        });

        host.Journal.Entries.Where(e => e.EndsWith("for bulk")).ShouldBe(Enumerable.Range(0, 500).Select(i => $"posted card {i} for bulk"), ignoreOrder: true);
        tracked.MessageSucceeded.Envelopes().Count(e => e.TenantId == "bulk").ShouldBe(500);
    }

    [Fact]
    public async Task a_plain_bus_sends_at_once()
    {
        await host.NewBus().PublishAsync(new Posted("express"), new DeliveryOptions { TenantId = "acme" });

        (await RowsOfAsync("express")).ShouldBe(1);
        await host.Journal.UntilAsync("posted express for acme");
    }

    private Task<long> RowsOfAsync(string letter) =>
        shared.Database.CountAsync($"wolverine.wolverine_incoming_envelopes where position('\"letter\":\"{letter}\"'::bytea in body) > 0");
}
