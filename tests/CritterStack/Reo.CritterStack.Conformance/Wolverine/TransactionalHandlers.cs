using Marten;
using Marten.Exceptions;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Reo.CritterStack.Conformance.Wolverine;

public sealed class Account
{
    public string Id { get; set; } = "";

    public int Balance { get; set; }
}

public sealed record OpenAccount(string Id, string Fate = "good");

public sealed record AccountOpened(string Id);

public static class OpenAccountHandler
{
    public static AccountOpened Handle(OpenAccount command, IDocumentSession session)
    {
        session.Store(new Account { Id = command.Id, Balance = 1 });
        session.Events.Append(command.Id, new AccountOpened(command.Id));
        return command.Fate switch
        {
            "throw" => throw new InvalidOperationException("before the commit"),
            "break the commit" => Break(),
            _ => new AccountOpened(command.Id),
        };

        AccountOpened Break()
        {
            session.QueueSqlCommand("insert into app.there_is_no_such_table values (1)");
            return new AccountOpened(command.Id);
        }
    }
}

public static class AccountOpenedHandler
{
    public static async Task Handle(AccountOpened opened, IQuerySession session, Journal journal, CancellationToken cancellation)
    {
        var account = await session.LoadAsync<Account>(opened.Id, cancellation);
        journal.Add($"opened {opened.Id} with {account?.Balance} for {session.TenantId}");
    }
}

public sealed class Ledger(IDocumentSession session)
{
    public IDocumentSession Session { get; } = session;

    public void Write(string id) => Session.Store(new Account { Id = id, Balance = 7 });
}

public sealed record OpenThroughService(string Id);

public static class OpenThroughServiceHandler
{
    public static void Handle(OpenThroughService command, Ledger ledger, Journal journal)
    {
        ledger.Write(command.Id);
        journal.Add($"session of {ledger.Session.TenantId}");
    }
}

public sealed record OpenOnSecondAttempt(string Id);

public static class OpenOnSecondAttemptHandler
{
    public static void Configure(HandlerChain chain) => chain.OnAnyException().RetryTimes(2);

    public static AccountOpened Handle(OpenOnSecondAttempt command, IDocumentSession session, Envelope envelope)
    {
        session.Store(new Account { Id = $"{command.Id} attempt {envelope.Attempts}", Balance = envelope.Attempts });
        if (envelope.Attempts == 1)
            throw new InvalidOperationException("not yet");
        return new AccountOpened($"{command.Id} attempt {envelope.Attempts}");
    }
}

public sealed class transactional_handlers(SharedMessagingHost shared) : IClassFixture<SharedMessagingHost>
{
    private readonly MessagingHost host = shared.Value;

    [Fact]
    public async Task what_a_handler_stores_is_committed_before_what_it_sends_is_handled()
    {
        await host.PublishAsync(new OpenAccount("acme/1"), new DeliveryOptions { TenantId = "acme" });

        host.Journal.Count("opened acme/1 with 1 for acme").ShouldBe(1);
    }

    [Fact]
    public async Task an_invoked_handler_commits_too()
    {
        await host.TrackAsync(bus => bus.InvokeForTenantAsync("acme", new OpenAccount("acme/2")));

        host.Journal.Count("opened acme/2 with 1 for acme").ShouldBe(1);
    }

    [Theory]
    [InlineData("throw", typeof(InvalidOperationException))]
    [InlineData("break the commit", typeof(MartenCommandException))]
    public async Task an_exception_stores_and_sends_nothing(string fate, Type exception)
    {
        var id = $"acme/{fate}";

        var session = await host.PublishAsync(new OpenAccount(id, fate), new DeliveryOptions { TenantId = "acme" });

        session.AllExceptions().ShouldHaveSingleItem().ShouldBeOfType(exception);
        session.MovedToErrorQueue.SingleMessage<OpenAccount>();
        session.Sent.MessagesOf<AccountOpened>().ShouldBeEmpty();
        await using var query = host.Store.QuerySession("acme");
        (await query.LoadAsync<Account>(id, TestContext.Current.CancellationToken)).ShouldBeNull();
        (await query.Events.FetchStreamAsync(id, token: TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await shared.Database.CountAsync(
            $"wolverine.wolverine_incoming_envelopes where message_type like '%AccountOpened' and position(convert_to('{id}', 'UTF8') in body) > 0")).ShouldBe(0);
    }

    [Fact]
    public async Task an_exception_of_an_invoked_handler_reaches_the_caller()
    {
        var failure = await Should.ThrowAsync<InvalidOperationException>(
            () => host.NewBus().InvokeForTenantAsync("acme", new OpenAccount("acme/3", "throw"), TestContext.Current.CancellationToken));

        failure.Message.ShouldBe("before the commit");
        (await shared.Database.CountAsync("wolverine.wolverine_dead_letters where position('acme/3'::bytea in body) > 0")).ShouldBe(0);
    }

    [Fact]
    public async Task a_service_that_takes_the_session_gets_the_handlers_and_makes_it_transactional()
    {
        await host.PublishAsync(new OpenThroughService("acme/4"), new DeliveryOptions { TenantId = "acme" });

        host.Journal.Count("session of acme").ShouldBe(1);
        await using var query = host.Store.QuerySession("acme");
        (await query.LoadAsync<Account>("acme/4", TestContext.Current.CancellationToken))!.Balance.ShouldBe(7);
    }

    [Fact]
    public async Task every_attempt_has_a_session_of_its_own()
    {
        await host.PublishAsync(new OpenOnSecondAttempt("acme/5"), new DeliveryOptions { TenantId = "acme" });

        host.Journal.Count("opened acme/5 attempt 2 with 2 for acme").ShouldBe(1);
        await using var query = host.Store.QuerySession("acme");
        (await query.LoadAsync<Account>("acme/5 attempt 1", TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task the_message_is_marked_as_handled_in_the_same_commit()
    {
        var session = await host.PublishAsync(new OpenAccount("acme/6"), new DeliveryOptions { TenantId = "acme" });

        var id = session.Received.SingleEnvelope<OpenAccount>().Id;
        var sameTransaction = await shared.Database.CountAsync(
            $"wolverine.wolverine_incoming_envelopes e join app.mt_doc_account a on a.id = 'acme/6' and a.xmin = e.xmin where e.id = '{id}' and e.status = 'Handled'");
        sameTransaction.ShouldBe(1);
    }
}
