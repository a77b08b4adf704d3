using Marten;
using Reo.Testing;
using Wolverine;

namespace Reo.CritterStack.Conformance.Wolverine;

public sealed record Ferried(string Cargo);

public static class FerriedHandler
{
    public static async Task Handle(Ferried ferried, Envelope envelope, Journal journal, CancellationToken cancellation)
    {
        journal.Add($"loading {ferried.Cargo}");
        await journal.PassGateAsync(cancellation);
        journal.Add(envelope.TenantId is { } tenant ? $"ferried {ferried.Cargo} for {tenant}" : $"ferried {ferried.Cargo}");
    }
}

public sealed record Paid(string Id, int Amount);

/// <summary>Adds an amount once, however often the message comes.</summary>
public static class PaidHandler
{
    public static async Task Handle(Paid paid, IDocumentSession session, Journal journal, CancellationToken cancellation)
    {
        journal.Add($"paid {paid.Id}");
        if (await session.LoadAsync<Account>($"payment {paid.Id}", cancellation) is not null)
            return;

        session.Insert(new Account { Id = $"payment {paid.Id}", Balance = paid.Amount });
        var total = await session.LoadAsync<Account>("total", cancellation) ?? new Account { Id = "total" };
        total.Balance += paid.Amount;
        session.Store(total);
    }
}

public sealed class recovery_of_messages(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task messages_of_a_node_that_is_no_more_are_handled_by_the_living()
    {
        await using var living = await MessagingHost.StartAsync(database, Balanced);
        await StoreAsync(living, "orphan", owner: 4711);

        await living.Journal.UntilAsync("ferried orphan");

        await database.UntilAsync("wolverine.wolverine_incoming_envelopes where status = 'Handled' and position('orphan'::bytea in body) > 0", 1);
    }

    [Fact]
    public async Task messages_of_a_node_that_has_been_silent_for_too_long_are_handled_by_the_living()
    {
        await using var living = await MessagingHost.StartAsync(
            database,
            opts =>
            {
                Balanced(opts);
                opts.Durability.StaleNodeTimeout = TimeSpan.FromSeconds(10);
            });
        await database.ExecuteAsync(
            """
            insert into wolverine.wolverine_nodes (id, node_number, description, uri, started, health_check, version, capabilities)
            values (gen_random_uuid(), 4712, 'killed', 'dbcontrol://killed/', now() - interval '2 hours', now() - interval '1 hour', '1.0.0.0', '{}')
            """);
        await StoreAsync(living, "stale", owner: 4712);

        await living.Journal.UntilAsync("ferried stale");

        (await database.CountAsync("wolverine.wolverine_nodes where node_number = 4712")).ShouldBe(0);
    }

    [Fact]
    public async Task messages_that_no_node_owns_are_handled_by_any()
    {
        await using var living = await MessagingHost.StartAsync(database, Balanced);
        await StoreAsync(living, "foundling", owner: 0);

        await living.Journal.UntilAsync("ferried foundling");
    }

    [Fact]
    public async Task what_a_host_has_not_begun_when_it_stops_is_handled_by_another()
    {
        var journal = new Journal();
        var first = await MessagingHost.StartAsync(database, OneAtATime, journal: journal);
        journal.CloseGate();
        await first.NewBus().PublishAsync(new Ferried("begun"));
        await first.NewBus().PublishAsync(new Ferried("waiting 1"));
        await first.NewBus().PublishAsync(new Ferried("waiting 2"));
        await journal.UntilAsync("loading begun");

        var stopping = first.DisposeAsync();
        await journal.UntilAsync("ferried begun");
        await stopping;
        await using var second = await MessagingHost.StartAsync(database, OneAtATime, journal: journal);

        await journal.UntilAsync("ferried waiting 1");
        await journal.UntilAsync("ferried waiting 2");
        journal.Count("ferried begun").ShouldBe(1);
    }

    [Fact]
    public async Task what_a_host_had_when_it_was_disposed_of_without_being_stopped_is_handled()
    {
        var journal = new Journal();
        await using var living = await MessagingHost.StartAsync(database, Balanced, journal: journal);
        var doomed = await MessagingHost.StartAsync(
            database,
            opts =>
            {
                Balanced(opts);
                OneAtATime(opts);
            },
            journal: journal);
        journal.CloseGate();
        await doomed.NewBus().PublishAsync(new Ferried("dropped 1"));
        await journal.UntilAsync("loading dropped 1");
        await doomed.NewBus().PublishAsync(new Ferried("dropped 2"));

        var disposal = Task.Run(doomed.Host.Dispose, TestContext.Current.CancellationToken);
        journal.OpenTheGate();
        await disposal;

        await journal.UntilAsync("ferried dropped 1");
        await journal.UntilAsync("ferried dropped 2");
    }

    [Fact]
    public async Task a_stopped_host_owns_nothing_and_is_no_node()
    {
        await using (var host = await MessagingHost.StartAsync(database))
            await host.NewBus().ScheduleAsync(new Ferried("some day"), TimeSpan.FromDays(1));

        (await database.CountAsync("wolverine.wolverine_nodes")).ShouldBe(0);
        (await database.CountAsync("wolverine.wolverine_incoming_envelopes where owner_id <> 0")).ShouldBe(0);
    }

    [Fact]
    public async Task a_running_host_is_a_node_whose_heart_beats()
    {
        await using var host = await MessagingHost.StartAsync(
            database,
            opts =>
            {
                Balanced(opts);
                opts.Durability.HealthCheckPollingTime = TimeSpan.FromMilliseconds(500);
            });

        (await database.CountAsync("wolverine.wolverine_nodes where node_number > 0 and uri = 'dbcontrol://' || id || '/'")).ShouldBe(1);
        await database.UntilAsync("wolverine.wolverine_nodes where health_check > started", 1);
    }

    [Fact]
    public async Task a_message_that_comes_twice_has_its_effect_once_with_an_idempotent_consumer()
    {
        await using var host = await MessagingHost.StartAsync(database);

        await host.PublishAsync(new Paid("1", 5), new DeliveryOptions { TenantId = "acme" });
        await host.PublishAsync(new Paid("1", 5), new DeliveryOptions { TenantId = "acme" });
        await host.PublishAsync(new Paid("2", 7), new DeliveryOptions { TenantId = "acme" });

        host.Journal.Count("paid 1").ShouldBe(2);
        await using var query = host.Store.QuerySession("acme");
        (await query.LoadAsync<Account>("total", TestContext.Current.CancellationToken))!.Balance.ShouldBe(12);
    }

    [Fact]
    public async Task handled_messages_are_kept_for_a_while_and_then_cleared_away()
    {
        await using var host = await MessagingHost.StartAsync(
            database,
            opts =>
            {
                opts.Durability.KeepAfterMessageHandling = TimeSpan.FromSeconds(2);
                opts.Durability.HandledMessageCleanupPollingTime = TimeSpan.FromMilliseconds(500);
            });

        await host.PublishAsync(new Ferried("cleared"));
        var kept = await database.CountAsync("wolverine.wolverine_incoming_envelopes where status = 'Handled' and keep_until > now() and position('cleared'::bytea in body) > 0");

        kept.ShouldBe(1);
        await database.UntilAsync("wolverine.wolverine_incoming_envelopes where position('cleared'::bytea in body) > 0", 0);
    }

    private static void Balanced(WolverineOptions opts)
    {
        opts.Durability.Mode = DurabilityMode.Balanced;
        opts.Durability.HealthCheckPollingTime = TimeSpan.FromSeconds(2);
    }

    private static void OneAtATime(WolverineOptions opts) => opts.LocalQueueFor<Ferried>().Sequential();

    /// <summary>A message as a node left it that was killed: stored, and owned by a number that nobody has.</summary>
    private async Task StoreAsync(MessagingHost host, string cargo, int owner)
    {
        await host.NewBus().ScheduleAsync(new Ferried(cargo), TimeSpan.FromDays(1));
        await database.ExecuteAsync(
            $"""
            update wolverine.wolverine_incoming_envelopes
            set status = 'Incoming', owner_id = {owner}, execution_time = null
            where position('{cargo}'::bytea in body) > 0
            """);
    }
}
