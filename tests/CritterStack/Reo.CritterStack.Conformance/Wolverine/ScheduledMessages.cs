using Reo.Testing;
using Wolverine;

namespace Reo.CritterStack.Conformance.Wolverine;

public sealed record Alarm(string Name);

public static class AlarmHandler
{
    public static void Handle(Alarm alarm, Envelope envelope, Journal journal) => journal.Add($"{alarm.Name} rings for {envelope.TenantId}");
}

public sealed class scheduled_messages(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task wait_in_the_inbox_until_they_are_due()
    {
        await using var host = await MessagingHost.StartAsync(database);
        var bus = host.NewBus();

        await bus.ScheduleAsync(new Alarm("tomorrow"), TimeSpan.FromDays(1), new DeliveryOptions { TenantId = "acme" });
        await bus.ScheduleAsync(new Alarm("soon"), TimeSpan.FromSeconds(1), new DeliveryOptions { TenantId = "acme" });

        (await database.CountAsync("wolverine.wolverine_incoming_envelopes where status = 'Scheduled' and execution_time > now() + interval '23 hours'")).ShouldBe(1);
        await host.Journal.UntilAsync("soon rings for acme");
        host.Journal.Entries.ShouldNotContain("tomorrow rings for acme");
    }

    [Fact]
    public async Task in_the_past_are_due_at_once()
    {
        await using var host = await MessagingHost.StartAsync(database);

        await host.NewBus().ScheduleAsync(new Alarm("yesterday"), DateTimeOffset.UnixEpoch);

        await host.Journal.UntilAsync("yesterday rings for ");
    }

    [Fact]
    public async Task survive_the_host_that_scheduled_them()
    {
        await using (var first = await MessagingHost.StartAsync(database))
            await first.NewBus().ScheduleAsync(new Alarm("after the restart"), TimeSpan.FromSeconds(1));

        await using var second = await MessagingHost.StartAsync(database);

        await second.Journal.UntilAsync("after the restart rings for ");
    }

    [Fact]
    public async Task ring_once_however_many_hosts_listen()
    {
        static void Balanced(WolverineOptions opts) => opts.Durability.Mode = DurabilityMode.Balanced;
        await using var first = await MessagingHost.StartAsync(database, Balanced);
        await using var second = await MessagingHost.StartAsync(database, Balanced, journal: first.Journal);

        for (var i = 0; i < 20; i++)
            await first.NewBus().ScheduleAsync(new Alarm($"bell {i}"), TimeSpan.FromMilliseconds(500));

        await database.UntilAsync("wolverine.wolverine_incoming_envelopes where status = 'Handled' and position('bell '::bytea in body) > 0", 20);
        first.Journal.Entries.Where(e => e.StartsWith("bell ")).ShouldBe(Enumerable.Range(0, 20).Select(i => $"bell {i} rings for "), ignoreOrder: true);
    }
}
