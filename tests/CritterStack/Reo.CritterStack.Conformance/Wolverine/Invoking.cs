using Wolverine;
using Wolverine.Configuration;
using Wolverine.Runtime.Routing;

namespace Reo.CritterStack.Conformance.Wolverine;

public sealed record Asked(string Question);

public sealed record Answered(string Text);

public static class AskedHandler
{
    public static (Answered, Noted) Handle(Asked asked, Envelope envelope, Journal journal)
    {
        journal.Add($"asked {asked.Question} at {envelope.Destination?.ToString() ?? "no queue"}");
        return (new Answered($"re: {asked.Question}"), new Noted(asked.Question));
    }
}

public static class AnsweredHandler
{
    public static void Handle(Answered answered, Journal journal) => journal.Add($"answered {answered.Text}");
}

public sealed record NobodyHandlesThis;

public sealed class OpaqueService;

public sealed record NeedsOpaque;

public static class NeedsOpaqueHandler
{
    public static void Handle(NeedsOpaque message, OpaqueService service, Journal journal) => journal.Add("needs opaque");
}

public interface IHiddenService;

internal sealed class HiddenService : IHiddenService;

public sealed record NeedsHidden;

public static class NeedsHiddenHandler
{
    public static void Handle(NeedsHidden message, IHiddenService service, Journal journal) => journal.Add("needs hidden");
}

public sealed class UsesOpaque(OpaqueService opaque)
{
    public OpaqueService Opaque { get; } = opaque;
}

public sealed record NeedsOpaqueDeepDown;

public static class NeedsOpaqueDeepDownHandler
{
    public static void Handle(NeedsOpaqueDeepDown message, UsesOpaque service, Journal journal) => journal.Add("needs opaque deep down");
}

public sealed class OpaqueSingleton;

public sealed record NeedsSingleton;

public static class NeedsSingletonHandler
{
    public static void Handle(NeedsSingleton message, OpaqueSingleton service, Journal journal) => journal.Add("needs singleton");
}

public sealed class Unregistered(Journal journal)
{
    public void Note() => journal.Add("needs unregistered");
}

public sealed record NeedsUnregistered;

public static class NeedsUnregisteredHandler
{
    public static void Handle(NeedsUnregistered message, Unregistered service) => service.Note();
}

public sealed class invoking_messages(SharedMessagingHost shared) : IClassFixture<SharedMessagingHost>
{
    private readonly MessagingHost host = shared.Value;

    [Fact]
    public async Task the_answer_is_returned_and_not_sent_while_the_rest_is_sent()
    {
        Answered? answer = null;

        var session = await host.TrackAsync(async bus => answer = await bus.InvokeAsync<Answered>(new Asked("why")));

        answer.ShouldBe(new Answered("re: why"));
        session.Sent.AllMessages().ShouldBe([new Noted("why")]);
        host.Journal.Entries.ShouldContain("asked why at no queue");
    }

    [Fact]
    public async Task without_a_wish_for_an_answer_everything_is_sent()
    {
        var session = await host.TrackAsync(bus => bus.InvokeAsync(new Asked("what")));

        session.Sent.AllMessages().ShouldBe([new Answered("re: what"), new Noted("what")], ignoreOrder: true);
    }

    [Fact]
    public async Task an_answer_of_a_type_that_does_not_come_is_null() =>
        (await host.NewBus().InvokeAsync<Counted>(new Asked("who"), TestContext.Current.CancellationToken)).ShouldBeNull();

    [Fact]
    public async Task an_invoked_message_is_not_stored()
    {
        await host.NewBus().InvokeAsync(new Asked("where is it"), TestContext.Current.CancellationToken);

        (await shared.Database.CountAsync("wolverine.wolverine_incoming_envelopes where message_type like '%.Asked'")).ShouldBe(0);
    }

    [Fact]
    public async Task what_nobody_handles_is_refused_when_invoked_or_sent_and_ignored_when_published()
    {
        var bus = host.NewBus();

        await bus.PublishAsync(new NobodyHandlesThis());
        await Should.ThrowAsync<IndeterminateRoutesException>(() => bus.InvokeAsync(new NobodyHandlesThis(), TestContext.Current.CancellationToken));
        await Should.ThrowAsync<IndeterminateRoutesException>(() => bus.SendAsync(new NobodyHandlesThis()).AsTask());
    }

    [Fact]
    public async Task a_handler_is_refused_a_service_that_only_a_lambda_can_make()
    {
        var failure = await Should.ThrowAsync<InvalidServiceLocationException>(
            () => host.NewBus().InvokeAsync(new NeedsOpaque(), TestContext.Current.CancellationToken));

        failure.Message.ShouldContain(typeof(OpaqueService).FullName!);
        failure.Message.ShouldContain("'opaque' lambda factory with the Scoped lifetime");
        await Should.ThrowAsync<InvalidServiceLocationException>(
            () => host.NewBus().InvokeAsync(new NeedsOpaqueDeepDown(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task a_handler_is_refused_a_scoped_service_that_is_not_public()
    {
        var failure = await Should.ThrowAsync<InvalidServiceLocationException>(
            () => host.NewBus().InvokeAsync(new NeedsHidden(), TestContext.Current.CancellationToken));

        failure.Message.ShouldContain($"Concrete type {typeof(HiddenService).FullName} is not public");
    }

    [Fact]
    public async Task a_singleton_may_come_from_a_lambda_and_a_public_class_need_not_be_registered()
    {
        await host.NewBus().InvokeAsync(new NeedsSingleton(), TestContext.Current.CancellationToken);
        await host.NewBus().InvokeAsync(new NeedsUnregistered(), TestContext.Current.CancellationToken);

        host.Journal.Entries.ShouldContain("needs singleton");
        host.Journal.Entries.ShouldContain("needs unregistered");
    }
}
