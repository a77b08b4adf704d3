using Wolverine;

namespace Reo.CritterStack.Conformance.Wolverine;

public sealed record Noted(string What);

public static class NotedHandler
{
    public static void Handle(Noted noted, Envelope envelope, Journal journal) => journal.Add($"noted {noted.What} for {envelope.TenantId}");
}

public sealed record Counted(string What);

public static class CountedHandler
{
    public static void Handle(Counted counted, Envelope envelope, Journal journal) => journal.Add($"counted {counted.What} for {envelope.TenantId}");
}

public sealed record ReturnsOne;

public static class ReturnsOneHandler
{
    public static Noted Handle(ReturnsOne message) => new("one");
}

public sealed record ReturnsTask;

public static class ReturnsTaskHandler
{
    public static async Task<Noted> Handle(ReturnsTask message)
    {
        await Task.Yield();
        return new Noted("task");
    }
}

public sealed record ReturnsNull;

public static class ReturnsNullHandler
{
    public static Noted? Handle(ReturnsNull message) => null;
}

public sealed record ReturnsObject(bool Some);

public static class ReturnsObjectHandler
{
    public static object? Handle(ReturnsObject message) => message.Some ? new Counted("object") : null;
}

public sealed record ReturnsTuple;

public static class ReturnsTupleHandler
{
    public static async ValueTask<(Noted, Counted, Noted?)> Handle(ReturnsTuple message)
    {
        await Task.Yield();
        return (new Noted("tuple"), new Counted("tuple"), null);
    }
}

public sealed record ReturnsEnumerable;

public static class ReturnsEnumerableHandler
{
    public static IEnumerable<object> Handle(ReturnsEnumerable message)
    {
        yield return new Noted("first");
        yield return new Counted("second");
    }
}

public sealed record ReturnsList;

public static class ReturnsListHandler
{
    public static List<Noted> Handle(ReturnsList message) => [new("a"), new("b")];
}

public sealed record ReturnsAsyncEnumerable;

public static class ReturnsAsyncEnumerableHandler
{
    public static async IAsyncEnumerable<object> Handle(ReturnsAsyncEnumerable message)
    {
        yield return new Noted("sooner");
        await Task.Yield();
        yield return new Counted("later");
    }
}

public sealed record ReturnsOutgoing;

public static class ReturnsOutgoingHandler
{
    public static OutgoingMessages Handle(ReturnsOutgoing message)
    {
        var messages = new OutgoingMessages { new Noted("plain") };
        messages.Add(new Noted("tenant"), new DeliveryOptions { TenantId = "globex" });
        messages.Delay(new Noted("delayed"), TimeSpan.FromHours(1));
        messages.Schedule(new Noted("scheduled"), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return messages;
    }
}

public sealed record ReturnsConfigured;

public static class ReturnsConfiguredHandler
{
    public static IEnumerable<object> Handle(ReturnsConfigured message)
    {
        yield return new Noted("tenant").WithTenantId("globex");
        yield return new Noted("options").WithDeliveryOptions(new DeliveryOptions { TenantId = "initech" });
        yield return new Noted("delayed").DelayedFor(TimeSpan.FromHours(1));
        yield return new Noted("scheduled").ScheduledAt(new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}

public sealed record PublishesThenFails;

public static class PublishesThenFailsHandler
{
    public static async Task Handle(PublishesThenFails message, IMessageBus bus)
    {
        await bus.PublishAsync(new Noted("must never be seen"));
        throw new InvalidOperationException("after publishing");
    }
}

public sealed record YieldsThenFails;

public static class YieldsThenFailsHandler
{
    public static IEnumerable<object> Handle(YieldsThenFails message)
    {
        yield return new Noted("must never be seen");
        throw new InvalidOperationException("after yielding");
    }
}

public sealed class cascading_messages(SharedMessagingHost shared) : IClassFixture<SharedMessagingHost>
{
    private readonly MessagingHost host = shared.Value;

    [Theory]
    [InlineData(typeof(ReturnsOne), "noted one")]
    [InlineData(typeof(ReturnsTask), "noted task")]
    [InlineData(typeof(ReturnsTuple), "noted tuple", "counted tuple")]
    [InlineData(typeof(ReturnsEnumerable), "noted first", "counted second")]
    [InlineData(typeof(ReturnsList), "noted a", "noted b")]
    [InlineData(typeof(ReturnsAsyncEnumerable), "noted sooner", "counted later")]
    [InlineData(typeof(ReturnsNull))]
    public async Task what_a_handler_returns_is_sent_to_its_own_handlers(Type message, params string[] expected)
    {
        var tenant = $"tenant of {message.Name}";

        await host.PublishAsync(Activator.CreateInstance(message)!, new DeliveryOptions { TenantId = tenant });

        host.Journal.Entries.Where(e => e.EndsWith(tenant)).ShouldBe(expected.Select(e => $"{e} for {tenant}"), ignoreOrder: true);
    }

    [Fact]
    public async Task an_object_is_sent_as_what_it_is()
    {
        await host.PublishAsync(new ReturnsObject(Some: true), new DeliveryOptions { TenantId = "some object" });
        var nothing = await host.PublishAsync(new ReturnsObject(Some: false));

        host.Journal.Count("counted object for some object").ShouldBe(1);
        nothing.Sent.AllMessages().ShouldBe([new ReturnsObject(Some: false)]);
    }

    [Fact]
    public async Task outgoing_messages_carry_delivery_options()
    {
        var session = await host.PublishAsync(new ReturnsOutgoing(), new DeliveryOptions { TenantId = "outgoing" });

        session.Received.Envelopes().Where(e => e.Message is Noted).Select(e => (((Noted)e.Message!).What, e.TenantId))
            .ShouldBe([("plain", "outgoing"), ("tenant", "globex")], ignoreOrder: true);
        session.Scheduled.MessagesOf<Noted>().ShouldBe([new("delayed"), new("scheduled")], ignoreOrder: true);
        host.Journal.Entries.ShouldNotContain("noted delayed for outgoing");
    }

    [Fact]
    public async Task a_single_message_carries_delivery_options()
    {
        var session = await host.PublishAsync(new ReturnsConfigured(), new DeliveryOptions { TenantId = "configured" });

        session.Received.Envelopes().Where(e => e.Message is Noted).Select(e => (((Noted)e.Message!).What, e.TenantId))
            .ShouldBe([("tenant", "globex"), ("options", "initech")], ignoreOrder: true);
        session.Scheduled.Envelopes().Select(e => (((Noted)e.Message!).What, e.TenantId))
            .ShouldBe([("delayed", "configured"), ("scheduled", "configured")], ignoreOrder: true);
    }

    [Theory]
    [InlineData(typeof(PublishesThenFails))]
    [InlineData(typeof(YieldsThenFails))]
    public async Task a_handler_that_fails_sends_nothing(Type message)
    {
        var session = await host.PublishAsync(Activator.CreateInstance(message)!);

        session.MovedToErrorQueue.AllMessages().ShouldHaveSingleItem().ShouldBeOfType(message);
        session.Sent.MessagesOf<Noted>().ShouldBeEmpty();
        (await shared.Database.CountAsync("wolverine.wolverine_incoming_envelopes where position('must never be seen'::bytea in body) > 0")).ShouldBe(0);
    }
}
