using Wolverine;
using Wolverine.Tracking;

namespace Reo.CritterStack.Conformance.Wolverine;

public sealed record Began(string Name);

public static class BeganHandler
{
    public static IEnumerable<object> Handle(Began began)
    {
        yield return new Continued(began.Name);
        yield return new Continued("another day").DelayedFor(TimeSpan.FromDays(1));
    }
}

public sealed record Continued(string Name);

public static class ContinuedHandler
{
    public static async Task<Ended> Handle(Continued continued)
    {
        await Task.Delay(50);
        return new Ended(continued.Name);
    }
}

public sealed record Ended(string Name);

public static class EndedHandler
{
    public static void Handle(Ended ended, Journal journal)
    {
        journal.Add($"ended {ended.Name}");
        if (ended.Name == "badly")
            throw new InvalidOperationException("ended badly");
    }
}

public sealed record Dawdled;

public static class DawdledHandler
{
    public static Task Handle(Dawdled message, Journal journal, CancellationToken cancellation) => journal.PassGateAsync(cancellation);
}

public sealed class tracked_sessions(SharedMessagingHost shared) : IClassFixture<SharedMessagingHost>
{
    private readonly MessagingHost host = shared.Value;

    [Fact]
    public async Task end_when_everything_an_invocation_leads_to_is_handled()
    {
        var session = await host.Host.InvokeMessageAndWaitAsync(new Began("well"), timeoutInMilliseconds: 90_000);

        session.Status.ShouldBe(TrackingStatus.Completed);
        host.Journal.Count("ended well").ShouldBe(1);
        session.Sent.SingleMessage<Ended>().ShouldBe(new Ended("well"));
        session.Received.SingleMessage<Ended>().ShouldBe(new Ended("well"));
        session.Executed.SingleMessage<Began>().ShouldBe(new Began("well"));
        session.Executed.SingleMessage<Continued>().ShouldBe(new Continued("well"));
        session.MessageSucceeded.SingleEnvelope<Ended>().Destination.ShouldBe(new Uri("local://reo.critterstack.conformance.wolverine.ended/"));
        session.Scheduled.SingleMessage<Continued>().ShouldBe(new Continued("another day"));
        session.Sent.MessagesOf<Continued>().Count().ShouldBe(2);
    }

    [Fact]
    public async Task follow_a_sent_message_and_any_action()
    {
        var sent = await host.Host.SendMessageAndWaitAsync(new Ended("sent"), new DeliveryOptions { TenantId = "acme" }, timeoutInMilliseconds: 90_000);
        var acted = await host.Host.ExecuteAndWaitAsync(() => host.NewBus().PublishAsync(new Ended("by another bus")).AsTask(), timeoutInMilliseconds: 90_000);
        var inContext = await host.Host.ExecuteAndWaitAsync(context => context.PublishAsync(new Ended("in context")).AsTask(), timeoutInMilliseconds: 90_000);

        sent.Sent.SingleEnvelope<Ended>().TenantId.ShouldBe("acme");
        acted.MessageSucceeded.SingleMessage<Ended>().ShouldBe(new Ended("by another bus"));
        inContext.MessageSucceeded.SingleMessage<Ended>().ShouldBe(new Ended("in context"));
    }

    [Fact]
    public async Task return_the_answer_of_an_invocation()
    {
        var (session, answer) = await host.Host.InvokeMessageAndWaitAsync<Ended>(new Continued("answer"), timeoutInMilliseconds: 90_000);

        answer.ShouldBe(new Ended("answer"));
        session.Sent.AllMessages().ShouldBeEmpty();
    }

    [Fact]
    public async Task throw_what_handlers_have_thrown_unless_told_not_to()
    {
        var failure = await Should.ThrowAsync<AggregateException>(
            () => host.Host.TrackActivity(Eventually.Limit).PublishMessageAndWaitAsync(new Continued("badly")));
        var session = await host.Host.TrackActivity(Eventually.Limit).DoNotAssertOnExceptionsDetected().PublishMessageAndWaitAsync(new Continued("badly"));

        failure.InnerExceptions.ShouldContain(e => e.Message == "ended badly");
        session.AllExceptions().ShouldContain(e => e.Message == "ended badly");
        session.MovedToErrorQueue.SingleMessage<Ended>();
    }

    [Fact]
    public async Task time_out_with_a_list_of_what_happened()
    {
        host.Journal.CloseGate();

        var failure = await Should.ThrowAsync<TimeoutException>(
            () => host.Host.TrackActivity(TimeSpan.FromSeconds(1)).PublishMessageAndWaitAsync(new Dawdled()));
        host.Journal.OpenTheGate();

        failure.Message.ShouldContain("timed out before all activity completed");
        failure.Message.ShouldContain(typeof(Dawdled).FullName!);
    }

    [Fact]
    public async Task tell_when_a_single_message_is_not_single()
    {
        var session = await host.Host.ExecuteAndWaitAsync(
            async context =>
            {
                await context.PublishAsync(new Ended("one"));
                await context.PublishAsync(new Ended("two"));
            },
            timeoutInMilliseconds: 90_000);

        Should.Throw<Exception>(() => session.Sent.SingleMessage<Ended>()).Message.ShouldContain("Received 2 messages");
        Should.Throw<Exception>(() => session.Sent.SingleMessage<Began>());
        session.Sent.MessagesOf<Ended>().ShouldBe([new("one"), new("two")], ignoreOrder: true);
    }
}
