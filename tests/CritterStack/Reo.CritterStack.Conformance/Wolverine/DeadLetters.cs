using Microsoft.Extensions.DependencyInjection;
using Reo.Testing;
using Wolverine;
using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.DeadLetterManagement;

namespace Reo.CritterStack.Conformance.Wolverine;

public sealed record Refused(string Why);

public static class RefusedHandler
{
    public static void Handle(Refused message, Envelope envelope, Journal journal)
    {
        journal.Add($"{message.Why} attempt {envelope.Attempts} for {envelope.TenantId}");
        if (journal.Count("the fault is repaired") == 0)
            throw new InvalidOperationException($"refused: {message.Why}");
    }
}

public sealed class dead_letters(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task keep_the_message_and_the_reason()
    {
        await using var host = await MessagingHost.StartAsync(database);

        var session = await host.PublishAsync(new Refused("kept"), new DeliveryOptions { TenantId = "acme" });

        var letter = await SingleAsync(host, "kept", session.MovedToErrorQueue.SingleEnvelope<Refused>().Id);
        letter.MessageType.ShouldBe("Reo.CritterStack.Conformance.Wolverine.Refused");
        letter.ReceivedAt.ShouldBe("local://reo.critterstack.conformance.wolverine.refused/");
        letter.ExceptionType.ShouldBe("System.InvalidOperationException");
        letter.ExceptionMessage.ShouldBe("refused: kept");
        letter.Replayable.ShouldBeFalse();
        letter.Envelope.TenantId.ShouldBe("acme");
        letter.SentAt.ShouldBe(session.Sent.RecordsInOrder().First().Envelope.SentAt, TimeSpan.FromSeconds(1));
        (await database.CountAsync($"wolverine.wolverine_incoming_envelopes where id = '{letter.Id}'")).ShouldBe(0);
    }

    [Fact]
    public async Task are_replayed_when_marked_in_the_table()
    {
        await using var host = await MessagingHost.StartAsync(database);
        var failed = await host.PublishAsync(new Refused("by hand"), new DeliveryOptions { TenantId = "acme" });
        var id = failed.MovedToErrorQueue.SingleEnvelope<Refused>().Id;
        host.Journal.Add("the fault is repaired");

        await database.ExecuteAsync($"update wolverine.wolverine_dead_letters set replayable = true where id = '{id}'");

        await host.Journal.UntilAsync("by hand attempt 1 for acme", times: 2);
        await database.UntilAsync($"wolverine.wolverine_incoming_envelopes where id = '{id}' and status = 'Handled'", 1);
        (await database.CountAsync($"wolverine.wolverine_dead_letters where id = '{id}'")).ShouldBe(0);
    }

    [Fact]
    public async Task are_replayed_on_request()
    {
        await using var host = await MessagingHost.StartAsync(database);
        var failed = await host.PublishAsync(new Refused("by request"));
        var id = failed.MovedToErrorQueue.SingleEnvelope<Refused>().Id;
        await host.PublishAsync(new Refused("not asked for"));
        host.Journal.Add("the fault is repaired");

        await Letters(host).ReplayAsync(new DeadLetterEnvelopeQuery([id]), TestContext.Current.CancellationToken);

        await host.Journal.UntilAsync("by request attempt 1 for ", times: 2);
        await database.UntilAsync($"wolverine.wolverine_incoming_envelopes where id = '{id}' and status = 'Handled'", 1);
        host.Journal.Count("not asked for attempt 1 for ").ShouldBe(1);
    }

    [Fact]
    public async Task a_replay_that_fails_is_a_dead_letter_again()
    {
        await using var host = await MessagingHost.StartAsync(database);
        var failed = await host.PublishAsync(new Refused("twice"));
        var id = failed.MovedToErrorQueue.SingleEnvelope<Refused>().Id;

        await Letters(host).ReplayAsync(new DeadLetterEnvelopeQuery([id]), TestContext.Current.CancellationToken);

        await host.Journal.UntilAsync("twice attempt 1 for ", times: 2);
        await database.UntilAsync($"wolverine.wolverine_dead_letters where id = '{id}' and not replayable", 1);
    }

    [Fact]
    public async Task are_found_by_type_and_exception_and_discarded_on_request()
    {
        await using var host = await MessagingHost.StartAsync(database);
        var session = await host.PublishAsync(new Refused("thrown away"));
        var id = session.MovedToErrorQueue.SingleEnvelope<Refused>().Id;

        var byType = await Letters(host).QueryAsync(
            new DeadLetterEnvelopeQuery { MessageType = "Reo.CritterStack.Conformance.Wolverine.Refused", ExceptionType = "System.InvalidOperationException", Replayable = false },
            TestContext.Current.CancellationToken);
        var ofAnother = await Letters(host).QueryAsync(new DeadLetterEnvelopeQuery { MessageType = "Another" }, TestContext.Current.CancellationToken);
        await Letters(host).DiscardAsync(new DeadLetterEnvelopeQuery([id]), TestContext.Current.CancellationToken);

        byType.Envelopes.Select(e => e.Id).ShouldContain(id);
        byType.TotalCount.ShouldBe(byType.Envelopes.Count);
        ofAnother.Envelopes.ShouldBeEmpty();
        (await database.CountAsync($"wolverine.wolverine_dead_letters where id = '{id}'")).ShouldBe(0);
    }

    [Fact]
    public async Task are_counted_with_the_other_messages()
    {
        await using var host = await MessagingHost.StartAsync(database);
        await host.PublishAsync(new Refused("counted"));
        await host.NewBus().ScheduleAsync(new Refused("some day"), TimeSpan.FromDays(1));

        var counts = await host.Host.Services.GetRequiredService<IMessageStore>().Admin.FetchCountsAsync();

        counts.DeadLetter.ShouldBe((int)await database.CountAsync("wolverine.wolverine_dead_letters"));
        counts.Scheduled.ShouldBe(1);
        counts.Incoming.ShouldBe(0);
    }

    private static IDeadLetters Letters(MessagingHost host) => host.Host.Services.GetRequiredService<IMessageStore>().DeadLetters;

    private static async Task<DeadLetterEnvelope> SingleAsync(MessagingHost host, string why, Guid id)
    {
        var found = await Letters(host).QueryAsync(new DeadLetterEnvelopeQuery([id]), TestContext.Current.CancellationToken);
        return found.Envelopes.ShouldHaveSingleItem(why);
    }
}
