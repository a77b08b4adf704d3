using Reo.Testing;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Reo.CritterStack.Conformance.Wolverine;

public sealed record Stumbles(string Over, int Times);

public static class StumblesHandler
{
    public static void Handle(Stumbles message, Envelope envelope, Journal journal)
    {
        journal.Add($"{message.Over} {envelope.Attempts}");
        if (envelope.Attempts > message.Times)
            return;
        throw message.Over switch
        {
            "key" => new KeyNotFoundException("stumbled"),
            "format" => new FormatException("stumbled"),
            "timeout" => new TimeoutException("stumbled"),
            "division" => new DivideByZeroException("stumbled"),
            "overflow" => new OverflowException("stumbled"),
            "odd" => new NotSupportedException("odd"),
            "even" => new NotSupportedException("even"),
            _ => new InvalidOperationException("stumbled"),
        };
    }
}

public sealed record Stubborn;

public static class StubbornHandler
{
    public static void Configure(HandlerChain chain) => chain.OnException<InvalidOperationException>().RetryTimes(4);

    public static void Handle(Stubborn message, Envelope envelope, Journal journal)
    {
        journal.Add($"stubborn {envelope.Attempts}");
        if (envelope.Attempts < 5)
            throw new InvalidOperationException("again");
    }
}

public sealed class failure_policies(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private MessagingHost? started;

    private MessagingHost Host => started!;

    public async ValueTask InitializeAsync() => started = await MessagingHost.StartAsync(
        database,
        opts =>
        {
            opts.OnException<OverflowException>().RetryOnce();
            opts.Policies.OnException<KeyNotFoundException>().Requeue();
            opts.Policies.OnException<FormatException>().ScheduleRetry(TimeSpan.FromMilliseconds(100));
            opts.Policies.OnException<TimeoutException>().Discard();
            opts.Policies.OnException<DivideByZeroException>().MoveToErrorQueue();
            opts.Policies.OnException<NotSupportedException>(e => e.Message == "odd").RetryTimes(2);
            opts.Policies.OnException<InvalidOperationException>()
                .RetryWithCooldown(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20))
                .Then.MoveToErrorQueue();
        });

    public async ValueTask DisposeAsync() => await Host.DisposeAsync();

    [Fact]
    public async Task retries_with_cooldown_are_attempts_one_two_and_three_and_then_a_dead_letter()
    {
        var session = await Host.PublishAsync(new Stumbles("operation", 99));

        Host.Journal.Entries.ShouldBe(["operation 1", "operation 2", "operation 3"]);
        session.MovedToErrorQueue.SingleEnvelope<Stumbles>().Attempts.ShouldBe(3);
        session.MessageSucceeded.AllMessages().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_retry_that_succeeds_ends_it()
    {
        var session = await Host.PublishAsync(new Stumbles("operation", 1));

        Host.Journal.Entries.ShouldBe(["operation 1", "operation 2"]);
        session.MessageSucceeded.SingleMessage<Stumbles>();
        session.MovedToErrorQueue.AllMessages().ShouldBeEmpty();
        session.Executed.MessagesOf<Stumbles>().Count().ShouldBe(2);
    }

    [Fact]
    public async Task retry_once_is_two_attempts()
    {
        await Host.PublishAsync(new Stumbles("overflow", 99));

        Host.Journal.Entries.ShouldBe(["overflow 1", "overflow 2"]);
    }

    [Fact]
    public async Task requeue_is_three_attempts_unless_said_otherwise()
    {
        var session = await Host.PublishAsync(new Stumbles("key", 99));

        Host.Journal.Entries.ShouldBe(["key 1", "key 2", "key 3"]);
        session.Requeued.MessagesOf<Stumbles>().Count().ShouldBe(2);
        session.MovedToErrorQueue.SingleMessage<Stumbles>();
    }

    [Fact]
    public async Task a_scheduled_retry_waits_in_the_database()
    {
        var session = await Host.PublishAsync(new Stumbles("format", 1));

        Host.Journal.Entries.ShouldBe(["format 1", "format 2"]);
        session.MessageSucceeded.SingleMessage<Stumbles>();
    }

    [Fact]
    public async Task a_discarded_message_is_neither_tried_again_nor_a_dead_letter()
    {
        var session = await Host.PublishAsync(new Stumbles("timeout", 99));

        Host.Journal.Entries.ShouldBe(["timeout 1"]);
        session.Discarded.SingleMessage<Stumbles>();
        (await database.CountAsync("wolverine.wolverine_dead_letters where exception_type = 'System.TimeoutException'")).ShouldBe(0);
    }

    [Fact]
    public async Task moving_to_the_error_queue_wastes_no_attempt()
    {
        await Host.PublishAsync(new Stumbles("division", 99));

        Host.Journal.Entries.ShouldBe(["division 1"]);
        (await database.CountAsync("wolverine.wolverine_dead_letters where exception_type = 'System.DivideByZeroException'")).ShouldBe(1);
    }

    [Fact]
    public async Task a_policy_may_look_into_the_exception_and_without_any_one_attempt_is_all()
    {
        await Host.PublishAsync(new Stumbles("odd", 99));
        await Host.PublishAsync(new Stumbles("even", 99));

        Host.Journal.Entries.ShouldBe(["odd 1", "odd 2", "odd 3", "even 1"]);
    }

    [Fact]
    public async Task a_handlers_own_policy_comes_first()
    {
        var session = await Host.PublishAsync(new Stubborn());

        Host.Journal.Entries.ShouldBe(["stubborn 1", "stubborn 2", "stubborn 3", "stubborn 4", "stubborn 5"]);
        session.MessageSucceeded.SingleMessage<Stubborn>();
    }

    [Fact]
    public async Task an_invoked_message_is_retried_but_neither_requeued_nor_discarded()
    {
        await Host.NewBus().InvokeAsync(new Stumbles("operation", 1), TestContext.Current.CancellationToken);
        await Should.ThrowAsync<KeyNotFoundException>(() => Host.NewBus().InvokeAsync(new Stumbles("key", 99), TestContext.Current.CancellationToken));
        await Should.ThrowAsync<TimeoutException>(() => Host.NewBus().InvokeAsync(new Stumbles("timeout", 99), TestContext.Current.CancellationToken));

        Host.Journal.Entries.ShouldBe(["operation 1", "operation 2", "key 1", "timeout 1"]);
    }
}
