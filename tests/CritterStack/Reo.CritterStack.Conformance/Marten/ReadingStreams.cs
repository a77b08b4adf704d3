using JasperFx.Events;
using Marten;
using Marten.Exceptions;

namespace Reo.CritterStack.Conformance.Marten;

public sealed class reading_streams(MartenStore marten) : IClassFixture<MartenStore>
{
    [Fact]
    public async Task gives_the_events_in_order_with_data_and_metadata()
    {
        await AppendAsync("acme/read", new AccountOpened("Ada"), new MoneyPaidIn(3));
        await using var session = marten.Store.QuerySession("acme");

        var events = await session.Events.FetchStreamAsync("acme/read", token: Cancellation);

        events.Select(e => e.Data).ShouldBe([new AccountOpened("Ada"), new MoneyPaidIn(3)]);
        events.Select(e => e.Version).ShouldBe([1, 2]);
        var last = events[1].ShouldBeAssignableTo<IEvent<MoneyPaidIn>>().ShouldNotBeNull();
        last.Data.Amount.ShouldBe(3);
        last.StreamKey.ShouldBe("acme/read");
        last.TenantId.ShouldBe("acme");
        last.EventTypeName.ShouldBe("money_paid_in");
        last.DotNetTypeName.ShouldBe($"{typeof(MoneyPaidIn).FullName}, {typeof(MoneyPaidIn).Assembly.GetName().Name}");
        last.Sequence.ShouldBe(events[0].Sequence + 1);
        last.Timestamp.ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task can_stop_at_a_version_or_a_time_and_start_at_a_version()
    {
        await AppendAsync("acme/part", new AccountOpened("Ada"), new MoneyPaidIn(1), new MoneyPaidIn(2));
        await using var session = marten.Session();

        (await VersionsAsync(session.Events.FetchStreamAsync("acme/part", version: 2, token: Cancellation))).ShouldBe([1, 2]);
        (await VersionsAsync(session.Events.FetchStreamAsync("acme/part", fromVersion: 2, token: Cancellation))).ShouldBe([2, 3]);
        var yesterday = TimeProvider.System.GetUtcNow().AddDays(-1);
        (await VersionsAsync(session.Events.FetchStreamAsync("acme/part", timestamp: yesterday, token: Cancellation))).ShouldBeEmpty();
    }

    [Fact]
    public async Task of_no_stream_gives_nothing()
    {
        await using var session = marten.Session();

        (await session.Events.FetchStreamAsync("acme/none", token: Cancellation)).ShouldBeEmpty();
        (await session.Events.FetchStreamStateAsync("acme/none", Cancellation)).ShouldBeNull();
        (await session.Events.AggregateStreamAsync<Account>("acme/none", token: Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task does_not_see_another_tenants_streams()
    {
        await AppendAsync("acme/private", new AccountOpened("Ada"));
        await using var session = marten.Session("beta");

        (await session.Events.FetchStreamAsync("acme/private", token: Cancellation)).ShouldBeEmpty();
        (await session.Events.FetchStreamStateAsync("acme/private", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task tells_the_state_of_a_stream()
    {
        await AppendAsync("acme/state", new AccountOpened("Ada"), new MoneyPaidIn(1));
        await using var session = marten.Session();

        var state = (await session.Events.FetchStreamStateAsync("acme/state", Cancellation)).ShouldNotBeNull();

        state.Key.ShouldBe("acme/state");
        state.Version.ShouldBe(2);
        state.AggregateType.ShouldBeNull();
        state.IsArchived.ShouldBeFalse();
        state.Created.ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        state.LastTimestamp.ShouldBe(state.Created, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task of_all_streams_filters_and_orders_by_metadata()
    {
        await using var session = marten.Session("raw");
        session.Events.Append("raw/1", new AccountOpened("Ada"), new MoneyPaidIn(1));
        session.Events.Append("raw/2", new AccountOpened("Bob"));
        await session.SaveChangesAsync(Cancellation);

        var all = await session.Events.QueryAllRawEvents().OrderBy(e => e.Sequence).ToListAsync(Cancellation);
        all.Select(e => e.StreamKey).ShouldBe(["raw/1", "raw/1", "raw/2"]);
        var first = all[0].Sequence;
        var later = await session.Events.QueryAllRawEvents().Where(e => e.Sequence > first && e.StreamKey == "raw/1").ToListAsync(Cancellation);
        later.ShouldHaveSingleItem().Data.ShouldBe(new MoneyPaidIn(1));
        (await session.Events.QueryAllRawEvents().CountAsync(e => e.EventTypeName == "account_opened", Cancellation)).ShouldBe(2);
    }

    [Fact]
    public async Task with_an_event_of_an_unknown_type_fails()
    {
        await AppendAsync("acme/unknown", new AccountOpened("Ada"));
        await marten.RowsAsync("update app.mt_events set type = 'who_knows', mt_dotnet_type = 'Nope.Nope, Nope' where stream_id = 'acme/unknown'");
        await using var session = marten.Session();

        await Should.ThrowAsync<UnknownEventTypeException>(() => session.Events.FetchStreamAsync("acme/unknown", token: Cancellation));
    }

    [Fact]
    public async Task with_an_event_whose_json_does_not_fit_fails_naming_its_sequence()
    {
        await AppendAsync("acme/misfit", new MoneyPaidIn(1));
        var sequence = (await marten.RowsAsync("update app.mt_events set data = '{\"Amount\": \"much\"}' where stream_id = 'acme/misfit' returning seq_id"))[0];
        await using var session = marten.Session();

        var failure = await Should.ThrowAsync<EventDeserializationFailureException>(async () =>
            (await session.Events.FetchStreamAsync("acme/misfit", token: Cancellation))[0].Data.ShouldNotBeNull());

        failure.Sequence.ShouldBe(long.Parse(sequence));
    }

    [Fact]
    public async Task finds_a_type_by_its_alias_after_it_moved_to_another_namespace()
    {
        await AppendAsync("acme/moved", new MoneyPaidIn(7));
        await marten.RowsAsync("update app.mt_events set mt_dotnet_type = 'Old.Place.MoneyPaidIn, Old.Place' where stream_id = 'acme/moved'");
        await using var store = marten.Open(options => options.Events.AddEventType<MoneyPaidIn>());
        await using var session = store.QuerySession("acme");

        (await session.Events.FetchStreamAsync("acme/moved", token: Cancellation)).ShouldHaveSingleItem().Data.ShouldBe(new MoneyPaidIn(7));
    }

    [Fact]
    public async Task reads_and_writes_under_a_mapped_name()
    {
        await using var store = marten.Open(options => options.Events.MapEventType<MoneyPaidIn>("payment"));
        await using var session = store.LightweightSession("acme");
        session.Events.Append("acme/mapped", new MoneyPaidIn(7));
        await session.SaveChangesAsync(Cancellation);

        (await marten.RowsAsync("select type from app.mt_events where stream_id = 'acme/mapped'")).ShouldBe(["payment"]);
        (await session.Events.FetchStreamAsync("acme/mapped", token: Cancellation)).ShouldHaveSingleItem().Data.ShouldBe(new MoneyPaidIn(7));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<IEnumerable<long>> VersionsAsync(Task<IReadOnlyList<IEvent>> events) => (await events).Select(e => e.Version);

    private async Task AppendAsync(string key, params object[] events)
    {
        await using var session = marten.Session();
        session.Events.Append(key, events);
        await session.SaveChangesAsync(Cancellation);
    }
}
