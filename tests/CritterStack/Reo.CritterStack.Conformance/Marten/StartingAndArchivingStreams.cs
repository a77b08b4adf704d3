using JasperFx.Events;
using Marten.Exceptions;

namespace Reo.CritterStack.Conformance.Marten;

public sealed class starting_and_archiving_streams(MartenStore marten) : IClassFixture<MartenStore>
{
    private static readonly AccountOpened Opened = new("Ada");

    [Fact]
    public async Task records_what_the_stream_is_of()
    {
        await using var session = marten.Session();
        var action = session.Events.StartStream<Account>("acme/typed", Opened);
        await session.SaveChangesAsync(Cancellation);

        action.ActionType.ShouldBe(StreamActionType.Start);
        (await marten.RowsAsync("select type from app.mt_streams where id = 'acme/typed'")).ShouldBe(["account"]);
        (await session.Events.FetchStreamStateAsync("acme/typed", Cancellation)).ShouldNotBeNull().AggregateType.ShouldBe(typeof(Account));
    }

    [Fact]
    public async Task a_stream_that_exists_cannot_be_started()
    {
        await using var session = marten.Session();
        session.Events.StartStream("acme/exists", Opened);
        await session.SaveChangesAsync(Cancellation);

        session.Events.StartStream<Account>("acme/exists", Opened);
        var refusal = await Should.ThrowAsync<ExistingStreamIdCollisionException>(() => session.SaveChangesAsync(Cancellation));

        refusal.Id.ShouldBe("acme/exists");
    }

    [Fact]
    public async Task a_stream_can_be_started_once_in_a_unit_of_work()
    {
        await using var session = marten.Session();
        session.Events.StartStream("acme/once", Opened);
        session.Events.StartStream("acme/once", Opened);

        await Should.ThrowAsync<ExistingStreamIdCollisionException>(() => session.SaveChangesAsync(Cancellation));
    }

    [Fact]
    public async Task a_started_stream_takes_more_events_in_the_same_unit_of_work()
    {
        await using var session = marten.Session();
        session.Events.StartStream("acme/more", Opened);
        session.Events.Append("acme/more", new MoneyPaidIn(1));
        await session.SaveChangesAsync(Cancellation);

        (await session.Events.FetchStreamStateAsync("acme/more", Cancellation)).ShouldNotBeNull().Version.ShouldBe(2);
    }

    [Fact]
    public async Task a_stream_starts_with_an_event_and_has_a_key()
    {
        await using var session = marten.Session();

        Should.Throw<EmptyEventStreamException>(() => session.Events.StartStream("acme/nothing"));
        Should.Throw<ArgumentOutOfRangeException>(() => session.Events.StartStream("", Opened));
    }

    [Fact]
    public async Task an_archived_stream_is_out_of_sight_and_takes_no_more_events()
    {
        await using var session = marten.Session();
        session.Events.Append("acme/old", Opened);
        await session.SaveChangesAsync(Cancellation);

        session.Events.ArchiveStream("acme/old");
        await session.SaveChangesAsync(Cancellation);

        (await session.Events.FetchStreamAsync("acme/old", token: Cancellation)).ShouldBeEmpty();
        (await session.Events.FetchStreamStateAsync("acme/old", Cancellation)).ShouldNotBeNull().IsArchived.ShouldBeTrue();
        (await marten.RowsAsync("select is_archived from app.mt_events where stream_id = 'acme/old'")).ShouldBe(["True"]);
        session.Events.Append("acme/old", Opened);
        await Should.ThrowAsync<InvalidStreamOperationException>(() => session.SaveChangesAsync(Cancellation));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
