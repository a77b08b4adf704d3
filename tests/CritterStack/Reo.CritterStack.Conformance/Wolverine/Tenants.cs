using Marten;
using Wolverine;

namespace Reo.CritterStack.Conformance.Wolverine;

public sealed record Hired(string Name);

public sealed record Greeted(string Name);

public static class HiredHandler
{
    public static Greeted Handle(Hired hired, IDocumentSession session, IMessageBus bus, Envelope envelope, Journal journal)
    {
        session.Store(new Account { Id = hired.Name });
        journal.Add($"hired {hired.Name}: session {session.TenantId}, bus {bus.TenantId}, envelope {envelope.TenantId}");
        return new Greeted(hired.Name);
    }
}

public static class GreetedHandler
{
    public static void Handle(Greeted greeted, Envelope envelope, Journal journal) => journal.Add($"greeted {greeted.Name} at {envelope.TenantId}");
}

public sealed class tenants_of_messages(SharedMessagingHost shared) : IClassFixture<SharedMessagingHost>
{
    private readonly MessagingHost host = shared.Value;

    [Fact]
    public async Task a_message_of_a_tenant_is_handled_in_a_session_of_that_tenant_and_its_cascades_are_the_tenants_too()
    {
        await host.PublishAsync(new Hired("Ada"), new DeliveryOptions { TenantId = "acme" });

        host.Journal.Entries.ShouldContain("hired Ada: session acme, bus acme, envelope acme");
        host.Journal.Entries.ShouldContain("greeted Ada at acme");
        await using var query = host.Store.QuerySession("acme");
        (await query.LoadAsync<Account>("Ada", TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }

    [Fact]
    public async Task a_message_may_be_invoked_for_a_tenant()
    {
        await host.TrackAsync(bus => bus.InvokeForTenantAsync("globex", new Hired("Hank")));

        host.Journal.Entries.ShouldContain("hired Hank: session globex, bus globex, envelope globex");
        host.Journal.Entries.ShouldContain("greeted Hank at globex");
    }

    [Fact]
    public async Task a_bus_may_be_a_tenants()
    {
        await host.TrackAsync(async bus =>
        {
            bus.TenantId = "initech";
            await bus.PublishAsync(new Hired("Peter"));
            await bus.InvokeAsync(new Hired("Milton"));
            await bus.PublishAsync(new Hired("Michael"), new DeliveryOptions { TenantId = "penetrode" });
        });

        host.Journal.Entries.ShouldContain("hired Peter: session initech, bus initech, envelope initech");
        host.Journal.Entries.ShouldContain("hired Milton: session initech, bus initech, envelope initech");
        host.Journal.Entries.ShouldContain("hired Michael: session penetrode, bus penetrode, envelope penetrode");
    }

    [Fact]
    public async Task without_one_the_session_and_the_cascades_are_the_default_tenants()
    {
        await host.PublishAsync(new Hired("Nemo"));
        await host.TrackAsync(bus => bus.InvokeAsync(new Hired("Noone")));

        host.Journal.Entries.ShouldContain("hired Nemo: session *DEFAULT*, bus *DEFAULT*, envelope ");
        host.Journal.Entries.ShouldContain("hired Noone: session *DEFAULT*, bus *DEFAULT*, envelope ");
        host.Journal.Entries.ShouldContain("greeted Nemo at *DEFAULT*");
        host.Journal.Entries.ShouldContain("greeted Noone at *DEFAULT*");
    }
}
