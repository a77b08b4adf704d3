using Marten;
using Microsoft.Extensions.Logging;
using Wolverine;

namespace Reo.CritterStack.Conformance.Wolverine;

public sealed record Knocked(string Door);

public static class KnockedHandler
{
    public static void Handle(Knocked knocked, Journal journal) => journal.Add($"knocked {knocked.Door}");
}

public sealed record Rang(string Bell);

public sealed class RangConsumer
{
    public async Task ConsumeAsync(Rang rang, Journal journal)
    {
        await Task.Yield();
        journal.Add($"rang {rang.Bell}");
    }
}

public sealed record Called(string Name);

public sealed class CalledHandler
{
    public ValueTask HandlesAsync(Called called, Journal journal)
    {
        journal.Add($"called {called.Name}");
        return ValueTask.CompletedTask;
    }
}

public sealed record Visited(string Name);

public sealed class VisitedHandler(Journal journal, Guestbook guestbook, IDocumentSession session)
{
    public void Handle(Visited visited) => journal.Add($"visited {visited.Name} {guestbook.Title} {session.TenantId}");
}

public sealed class Guestbook
{
    public string Title { get; } = "guests";
}

public sealed record Inquired(string Topic);

public static class InquiredHandler
{
    public static void Handle(
        Inquired inquired,
        Envelope envelope,
        IMessageContext context,
        IMessageBus bus,
        IQuerySession session,
        TimeProvider time,
        ILogger<Inquired> logger,
        ILogger plainLogger,
        Journal journal,
        CancellationToken cancellation)
    {
        envelope.Message.ShouldBe(inquired);
        context.Envelope.ShouldBeSameAs(envelope);
        bus.ShouldBeSameAs(context);
        session.TenantId.ShouldBe("acme");
        time.ShouldNotBeNull();
        logger.ShouldNotBeNull();
        plainLogger.ShouldNotBeNull();
        cancellation.CanBeCanceled.ShouldBeTrue();
        cancellation.IsCancellationRequested.ShouldBeFalse();
        journal.Add($"inquired {inquired.Topic} attempt {envelope.Attempts} at {envelope.Destination} of {envelope.TenantId} as {envelope.MessageType}");
    }
}

public static class Gallery
{
    public sealed record Hung(string Picture);

    public static class HungHandler
    {
        public static void Handle(Hung hung, Envelope envelope, Journal journal) =>
            journal.Add($"hung {hung.Picture} at {envelope.Destination} as {envelope.MessageType}");
    }
}

public sealed record Whispered(string Words);

internal static class WhisperedHandler
{
    public static void Handle(Whispered whispered, Journal journal) => journal.Add($"an internal handler heard {whispered.Words}");
}

public sealed record Mumbled(string Words);

public static class MumbledHandler
{
    internal static void Handle(Mumbled mumbled, Journal journal) => journal.Add($"an internal method heard {mumbled.Words}");
}

public sealed record Shouted(string Words);

public static class ShoutedListener
{
    public static void Handle(Shouted shouted, Journal journal) => journal.Add($"shouted {shouted.Words}");
}
