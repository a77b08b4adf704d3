using JasperFx;
using JasperFx.Events;
using Marten.Exceptions;

namespace Reo.CritterStack.Conformance.Marten;

public sealed class writing_aggregates(MartenStore marten) : IClassFixture<MartenStore>
{
    [Fact]
    public async Task of_an_inline_projection_reads_the_document()
    {
        await AppendAsync("acme/inline", new AccountOpened("Ada"), new MoneyPaidIn(5));
        await using var session = marten.Session();

        var stream = await session.Events.FetchForWriting<Account>("acme/inline", Cancellation);

        stream.Aggregate.ShouldNotBeNull().Balance.ShouldBe(5);
        (stream.StartingVersion, stream.CurrentVersion, stream.Key).ShouldBe((2, 2, "acme/inline"));
        stream.AppendOne(new MoneyPaidIn(1));
        stream.CurrentVersion.ShouldBe(3);
        await session.SaveChangesAsync(Cancellation);
        (await session.LoadAsync<Account>("acme/inline", Cancellation)).ShouldNotBeNull().Balance.ShouldBe(6);
    }

    [Fact]
    public async Task of_a_live_projection_replays_the_events()
    {
        await AppendAsync("acme/live", new AccountOpened("Ada"), new MoneyPaidIn(5), new MoneyPaidIn(6));
        await using var session = marten.Session();

        var stream = await session.Events.FetchForWriting<Statement>("acme/live", Cancellation);

        stream.Aggregate.ShouldNotBeNull().Payments.ShouldBe(2);
        stream.Aggregate.Version.ShouldBe(3);
        stream.AppendMany(new MoneyPaidIn(1), new MoneyPaidIn(2));
        await session.SaveChangesAsync(Cancellation);
        (await session.Events.FetchLatest<Statement>("acme/live", Cancellation)).ShouldNotBeNull().Payments.ShouldBe(4);
    }

    [Fact]
    public async Task of_no_stream_starts_one()
    {
        await using var session = marten.Session();

        var stream = await session.Events.FetchForWriting<Statement>("acme/new", Cancellation);

        stream.Aggregate.ShouldBeNull();
        (stream.StartingVersion, stream.CurrentVersion).ShouldBe((0, 0));
        stream.AppendOne(new AccountOpened("Ada"));
        await session.SaveChangesAsync(Cancellation);
        (await marten.RowsAsync("select version, type from app.mt_streams where id = 'acme/new'")).ShouldBe(["1|statement"]);
    }

    [Fact]
    public async Task is_refused_if_the_stream_moved_meanwhile()
    {
        await AppendAsync("acme/race", new AccountOpened("Ada"));
        await using var session = marten.Session();
        var stream = await session.Events.FetchForWriting<Account>("acme/race", Cancellation);
        stream.AppendOne(new MoneyPaidIn(1));
        await AppendAsync("acme/race", new MoneyPaidIn(2));

        await Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(() => session.SaveChangesAsync(Cancellation));

        (await marten.RowsAsync("select data ->> 'Balance', mt_version from app.mt_doc_account where id = 'acme/race'")).ShouldBe(["2|2"]);
    }

    [Fact]
    public async Task is_refused_if_another_started_the_stream_meanwhile()
    {
        await using var session = marten.Session();
        var stream = await session.Events.FetchForWriting<Account>("acme/first", Cancellation);
        stream.AppendOne(new AccountOpened("Ada"));
        await AppendAsync("acme/first", new AccountOpened("Bob"));

        await Should.ThrowAsync<ExistingStreamIdCollisionException>(() => session.SaveChangesAsync(Cancellation));
    }

    [Fact]
    public async Task can_name_the_version_it_needs()
    {
        await AppendAsync("acme/named", new AccountOpened("Ada"));
        await using var session = marten.Session();

        (await session.Events.FetchForWriting<Account>("acme/named", 1, Cancellation)).Aggregate.ShouldNotBeNull();
        await Should.ThrowAsync<ConcurrencyException>(() => session.Events.FetchForWriting<Account>("acme/named", 7, Cancellation));
    }

    [Fact]
    public async Task without_an_event_writes_nothing()
    {
        await AppendAsync("acme/idle", new AccountOpened("Ada"));
        await using var session = marten.Session();
        var stream = await session.Events.FetchForWriting<Account>("acme/idle", Cancellation);

        stream.Events.ShouldBeEmpty();
        await session.SaveChangesAsync(Cancellation);

        (await session.Events.FetchStreamStateAsync("acme/idle", Cancellation)).ShouldNotBeNull().Version.ShouldBe(1);
    }

    [Fact]
    public async Task keeps_the_document_at_the_streams_version_and_deletes_it_at_the_end()
    {
        await AppendAsync("acme/closing", new AccountOpened("Ada"), new MoneyPaidIn(5));
        (await marten.RowsAsync("select data ->> 'Owner', mt_version from app.mt_doc_account where id = 'acme/closing'")).ShouldBe(["Ada|2"]);

        await AppendAsync("acme/closing", new AccountClosed());

        await using var session = marten.Session();
        (await session.LoadAsync<Account>("acme/closing", Cancellation)).ShouldBeNull();
        (await session.Events.AggregateStreamAsync<Account>("acme/closing", token: Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task can_be_made_as_of_a_version()
    {
        await AppendAsync("acme/asof", new AccountOpened("Ada"), new MoneyPaidIn(5), new MoneyPaidIn(6));
        await using var session = marten.Session();

        var then = (await session.Events.AggregateStreamAsync<Account>("acme/asof", version: 2, token: Cancellation)).ShouldNotBeNull();

        (then.Id, then.Version, then.Balance).ShouldBe(("acme/asof", 2, 5));
        (await session.Events.FetchLatest<Account>("acme/asof", Cancellation)).ShouldNotBeNull().Balance.ShouldBe(11);
        (await session.Events.FetchLatest<Account>("acme/nobody", Cancellation)).ShouldBeNull();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task AppendAsync(string key, params object[] events)
    {
        await using var session = marten.Session();
        session.Events.Append(key, events);
        await session.SaveChangesAsync(Cancellation);
    }
}
