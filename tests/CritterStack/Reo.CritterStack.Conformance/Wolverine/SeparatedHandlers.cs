using Reo.Testing;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Reo.CritterStack.Conformance.Wolverine;

public sealed record Ordered(string Number);

public static class OrderedBillingHandler
{
    public static void Handle(Ordered ordered, Envelope envelope, Journal journal) =>
        journal.Add($"billed {ordered.Number} at {envelope.Destination}");
}

public static class OrderedShippingHandler
{
    public static void Handle(Ordered ordered, Envelope envelope, Journal journal)
    {
        journal.Add($"shipping {ordered.Number} at {envelope.Destination}, attempt {envelope.Attempts}");
        if (ordered.Number == "unshippable")
            throw new InvalidOperationException("no ship");
    }
}

public sealed class separated_handlers(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task each_has_a_queue_and_a_row_of_its_own()
    {
        await using var host = await StartAsync();

        var session = await host.PublishAsync(new Ordered("A-1"));

        host.Journal.Entries.ShouldBe(
            [
                "billed A-1 at local://reo.critterstack.conformance.wolverine.orderedbillinghandler/",
                "shipping A-1 at local://reo.critterstack.conformance.wolverine.orderedshippinghandler/, attempt 1",
            ],
            ignoreOrder: true);
        session.Sent.Envelopes().Select(e => e.Id).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task a_failure_of_one_does_not_repeat_the_other()
    {
        await using var host = await StartAsync();

        var session = await host.PublishAsync(new Ordered("unshippable"));

        host.Journal.Entries.Count(e => e.StartsWith("billed unshippable")).ShouldBe(1);
        host.Journal.Entries.Count(e => e.StartsWith("shipping unshippable")).ShouldBe(3);
        session.MovedToErrorQueue.SingleEnvelope<Ordered>().Destination.ShouldBe(new Uri("local://reo.critterstack.conformance.wolverine.orderedshippinghandler/"));
    }

    [Fact]
    public async Task there_is_none_to_invoke()
    {
        await using var host = await StartAsync();

        await Should.ThrowAsync<NoHandlerForEndpointException>(() => host.NewBus().InvokeAsync(new Ordered("A-2"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task combined_they_are_one_handler_with_one_queue()
    {
        await using var host = await StartAsync(MultipleHandlerBehavior.ClassicCombineIntoOneLogicalHandler);

        var session = await host.PublishAsync(new Ordered("A-3"));
        await host.NewBus().InvokeAsync(new Ordered("A-4"), TestContext.Current.CancellationToken);

        session.Sent.SingleEnvelope<Ordered>().Destination.ShouldBe(new Uri("local://reo.critterstack.conformance.wolverine.ordered/"));
        host.Journal.Entries.Count(e => e.StartsWith("billed A-3")).ShouldBe(1);
        host.Journal.Entries.Count(e => e.StartsWith("shipping A-3")).ShouldBe(1);
        host.Journal.Entries.Count(e => e.Contains("A-4")).ShouldBe(2);
    }

    private Task<MessagingHost> StartAsync(MultipleHandlerBehavior behavior = MultipleHandlerBehavior.Separated) => MessagingHost.StartAsync(
        database,
        opts =>
        {
            opts.MultipleHandlerBehavior = behavior;
            opts.Policies.OnAnyException().RetryTimes(2).Then.MoveToErrorQueue();
        });
}
