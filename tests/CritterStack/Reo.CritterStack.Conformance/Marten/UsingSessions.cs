using System.Data;
using JasperFx.Events;
using Marten;
using Marten.Exceptions;
using Marten.Services;
using Npgsql;

namespace Reo.CritterStack.Conformance.Marten;

public sealed class using_sessions(MartenStore marten) : IClassFixture<MartenStore>
{
    [Fact]
    public async Task without_a_tenant_uses_the_default_one()
    {
        await using var session = marten.Store.LightweightSession();
        await using var unnamed = marten.Store.LightweightSession(new SessionOptions { TenantId = "" });
        session.Store(new Customer { Id = "default" });
        await session.SaveChangesAsync(Cancellation);

        session.TenantId.ShouldBe("*DEFAULT*");
        unnamed.TenantId.ShouldBe("*DEFAULT*");
        (await marten.RowsAsync("select tenant_id from app.mt_doc_customer where id = 'default'")).ShouldBe(["*DEFAULT*"]);
    }

    [Fact]
    public async Task tells_what_is_pending()
    {
        await using var session = marten.Session();
        session.Store(new Customer { Id = "p1" });
        session.Update(new Customer { Id = "p2" });
        session.Insert(new Customer { Id = "p3" });
        session.Delete<Customer>("p4");
        session.Events.Append("acme/pending", new AccountOpened("Ada"));

        session.PendingChanges.Updates().Cast<Customer>().Select(c => c.Id).ShouldBe(["p1", "p2"]);
        session.PendingChanges.Inserts().Cast<Customer>().Select(c => c.Id).ShouldBe(["p3"]);
        session.PendingChanges.Streams().ShouldHaveSingleItem().Key.ShouldBe("acme/pending");
    }

    [Fact]
    public async Task calls_its_listeners_before_and_after_the_commit()
    {
        var listener = new Listener();
        await using var session = marten.Store.LightweightSession(new SessionOptions { TenantId = "acme" }.ListenAt(listener));
        session.Store(new Note { Text = "n" });
        session.Events.Append("acme/heard", new StepTaken());
        await session.SaveChangesAsync(Cancellation);
        await session.SaveChangesAsync(Cancellation);

        listener.Heard.ShouldBe(["added", "before 1 document, 1 stream", "after 1 document, 1 event"]);
    }

    [Fact]
    public async Task takes_listeners_of_the_store_and_of_its_own()
    {
        var everywhere = new Listener();
        var here = new Listener();
        await using var store = marten.Open(options => options.Listeners.Add(everywhere));
        await using var session = store.LightweightSession("acme");
        session.Listeners.Add(here);
        session.Store(new Note());
        await session.SaveChangesAsync(Cancellation);

        everywhere.Heard.ShouldContain("before 1 document, 0 stream");
        here.Heard.ShouldContain("after 1 document, 0 event");
    }

    [Fact]
    public async Task writes_nothing_when_a_listener_fails()
    {
        await using var session = marten.Store.LightweightSession(new SessionOptions { TenantId = "acme" }.ListenAt(new FailingListener()));
        session.Store(new Customer { Id = "never" });

        await Should.ThrowAsync<InvalidOperationException>(() => session.SaveChangesAsync(Cancellation));

        (await marten.RowsAsync("select count(*) from app.mt_doc_customer where id = 'never'")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task commits_what_a_listener_adds()
    {
        await using var session = marten.Store.LightweightSession(new SessionOptions { TenantId = "acme" }.ListenAt(new AddingListener()));
        session.Store(new Customer { Id = "asked" });
        await session.SaveChangesAsync(Cancellation);

        (await session.LoadAsync<Customer>("added by a listener", Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task in_the_callers_transaction_leaves_the_commit_to_the_caller()
    {
        var listener = new Listener();
        await using var connection = await marten.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        foreach (var tenant in new[] { "acme", "beta" })
        {
            var options = SessionOptions.ForTransaction(transaction).ListenAt(listener);
            options.TenantId = tenant;
            await using var session = marten.Store.LightweightSession(options);
            session.Store(new Customer { Id = "joint" });
            session.Events.Append("joint", new StepTaken());
            await session.SaveChangesAsync(Cancellation);
        }

        listener.Heard.Count(heard => heard.StartsWith("after", StringComparison.Ordinal)).ShouldBe(2);
        await using var other = marten.Session();
        (await other.LoadAsync<Customer>("joint", Cancellation)).ShouldBeNull();
        await transaction.CommitAsync(Cancellation);
        (await other.LoadAsync<Customer>("joint", Cancellation)).ShouldNotBeNull();
        (await marten.RowsAsync("select tenant_id, version from app.mt_events where stream_id = 'joint' order by 1")).ShouldBe(["acme|1", "beta|1"]);
    }

    [Fact]
    public async Task in_the_callers_transaction_undoes_nothing_of_it()
    {
        await using var connection = await marten.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        var options = SessionOptions.ForTransaction(transaction);
        options.TenantId = "acme";
        await using var session = marten.Store.LightweightSession(options);
        session.Store(new Customer { Id = "rolled back" });
        await session.SaveChangesAsync(Cancellation);
        (await session.LoadAsync<Customer>("rolled back", Cancellation)).ShouldNotBeNull();

        await transaction.RollbackAsync(Cancellation);

        await using var other = marten.Session();
        (await other.LoadAsync<Customer>("rolled back", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task in_the_callers_transaction_lets_nothing_be_committed_once_it_was_refused()
    {
        await using var connection = await marten.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        var options = SessionOptions.ForTransaction(transaction);
        options.TenantId = "acme";
        await using var session = marten.Store.LightweightSession(options);
        session.Events.Append("acme/refused", 7, new StepTaken());
        session.QueueSqlCommand("select 1 / ?", 0);
        await Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(() => session.SaveChangesAsync(Cancellation));

        await transaction.CommitAsync(Cancellation);

        (await marten.RowsAsync("select count(*) from app.mt_streams where id = 'acme/refused'")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task on_the_callers_connection_commits_by_itself()
    {
        await using var connection = await marten.DataSource.OpenConnectionAsync(Cancellation);
        var options = SessionOptions.ForConnection(connection);
        options.TenantId = "acme";
        await using var session = marten.Store.LightweightSession(options);
        session.Store(new Customer { Id = "given connection" });
        await session.SaveChangesAsync(Cancellation);

        (await marten.RowsAsync("select count(*) from app.mt_doc_customer where id = 'given connection'")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task can_begin_its_transaction_early_and_read_in_it()
    {
        await using var session = marten.Session();
        await session.BeginTransactionAsync(Cancellation);
        (await session.LoadAsync<Customer>("early", Cancellation)).ShouldBeNull();
        session.Store(new Customer { Id = "early" });
        await session.SaveChangesAsync(Cancellation);

        await using var other = marten.Session();
        (await other.LoadAsync<Customer>("early", Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task lends_an_open_connection()
    {
        await using var session = marten.Session();

        session.Connection.State.ShouldBe(ConnectionState.Open);
    }

    [Fact]
    public async Task stops_a_command_that_takes_longer_than_its_timeout()
    {
        await using var session = marten.Store.LightweightSession(new SessionOptions { TenantId = "acme", Timeout = 1 });
        session.QueueSqlCommand("select pg_sleep(30)");

        var failure = await Should.ThrowAsync<MartenCommandException>(() => session.SaveChangesAsync(Cancellation));

        failure.InnerException.ShouldBeAssignableTo<NpgsqlException>();
    }

    [Fact]
    public async Task obeys_cancellation()
    {
        await using var session = marten.Session();
        session.Store(new Customer { Id = "cancelled" });

        await Should.ThrowAsync<OperationCanceledException>(() => session.SaveChangesAsync(new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task refuses_use_after_its_disposal()
    {
        var session = marten.Session();
        await session.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => session.LoadAsync<Customer>("late", Cancellation));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>No projection concerns it.</summary>
    public sealed record StepTaken;

    private sealed class Listener : DocumentSessionListenerBase
    {
        public List<string> Heard { get; } = [];

        public override void DocumentAddedForStorage(object id, object document) => Heard.Add("added");

        public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
        {
            Heard.Add($"before {session.PendingChanges.Updates().Count()} document, {session.PendingChanges.Streams().Count} stream");
            return Task.CompletedTask;
        }

        public override Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
        {
            Heard.Add($"after {commit.Updated.Count() + commit.Inserted.Count()} document, {commit.GetEvents().Count()} event");
            return Task.CompletedTask;
        }
    }

    private sealed class FailingListener : DocumentSessionListenerBase
    {
        public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token) => throw new InvalidOperationException("Not today.");
    }

    private sealed class AddingListener : DocumentSessionListenerBase
    {
        public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
        {
            session.Store(new Customer { Id = "added by a listener" });
            return Task.CompletedTask;
        }
    }
}
