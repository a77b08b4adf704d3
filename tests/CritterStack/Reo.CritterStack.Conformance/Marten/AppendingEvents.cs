using JasperFx.Events;
using Marten.Exceptions;
using Npgsql;

namespace Reo.CritterStack.Conformance.Marten;

public sealed class appending_events(MartenStore marten) : IClassFixture<MartenStore>
{
    private static readonly AccountOpened Opened = new("Ada");

    private static readonly MoneyPaidIn Paid = new(12.50m);

    [Fact]
    public async Task gives_each_event_the_next_version_of_its_stream_and_a_sequence_number()
    {
        await using var session = marten.Session();
        var action = session.Events.Append("acme/1", Opened, Paid);

        action.Events.ShouldAllBe(e => e.Version == 0 && e.Id != Guid.Empty && e.StreamKey == "acme/1" && e.TenantId == "acme");
        await session.SaveChangesAsync(Cancellation);

        action.Events.Select(e => e.Version).ShouldBe([1, 2]);
        action.Events[1].Sequence.ShouldBe(action.Events[0].Sequence + 1);
    }

    [Fact]
    public async Task writes_the_documented_row()
    {
        await using var session = marten.Session();
        session.Events.Append("acme/row", Paid);
        await session.SaveChangesAsync(Cancellation);

        var rows = await marten.RowsAsync("select version, data, bdata, type, tenant_id, mt_dotnet_type, is_archived, timestamp between now() - interval '1 minute' and now() from app.mt_events where stream_id = 'acme/row'");
        rows.ShouldBe([$"1|{{\"Amount\": 12.50}}|null|money_paid_in|acme|{typeof(MoneyPaidIn).FullName}, {typeof(MoneyPaidIn).Assembly.GetName().Name}|False|True"]);
        (await marten.RowsAsync("select tenant_id, type, version, is_archived from app.mt_streams where id = 'acme/row'")).ShouldBe(["acme|null|1|False"]);
    }

    [Fact]
    public async Task twice_to_one_stream_in_a_unit_of_work_is_one_action()
    {
        await using var session = marten.Session();

        var first = session.Events.Append("acme/twice", Opened);
        var second = session.Events.Append("acme/twice", new List<object> { Paid, Paid });

        second.ShouldBeSameAs(first);
        session.PendingChanges.Streams().ShouldBe([first]);
        await session.SaveChangesAsync(Cancellation);
        first.Events.Select(e => e.Version).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task numbers_the_streams_in_the_order_in_which_they_were_first_appended_to()
    {
        await using var session = marten.Session();
        session.Events.Append("acme/order/z", Opened);
        session.Events.Append("acme/order/a", Opened);
        session.Events.Append("acme/order/z", Paid);
        await session.SaveChangesAsync(Cancellation);

        (await marten.RowsAsync("select stream_id, version from app.mt_events where stream_id like 'acme/order/%' order by seq_id"))
            .ShouldBe(["acme/order/z|1", "acme/order/z|2", "acme/order/a|1"]);
    }

    [Fact]
    public async Task of_no_event_writes_nothing()
    {
        await using var session = marten.Session();
        session.Events.Append("acme/empty");
        await session.SaveChangesAsync(Cancellation);

        (await session.Events.FetchStreamStateAsync("acme/empty", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task takes_the_expected_version_to_be_the_one_after_the_append()
    {
        await using var session = marten.Session();
        session.Events.Append("acme/expected", 2, Opened, Paid);
        await session.SaveChangesAsync(Cancellation);
        session.Events.Append("acme/expected", 3, Paid);
        await session.SaveChangesAsync(Cancellation);

        (await session.Events.FetchStreamStateAsync("acme/expected", Cancellation)).ShouldNotBeNull().Version.ShouldBe(3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task at_another_version_than_expected_is_refused(long expected)
    {
        var key = $"acme/unexpected/{expected}";
        await using var session = marten.Session();
        session.Events.Append(key, Opened, Paid);
        await session.SaveChangesAsync(Cancellation);

        session.Events.Append(key, expected, Paid);
        session.Store(new Note { Text = $"with {key}" });
        var refusal = await Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(() => session.SaveChangesAsync(Cancellation));

        refusal.Id.ShouldBe(key);
        refusal.ShouldBeAssignableTo<JasperFx.ConcurrencyException>();
        (await marten.RowsAsync($"select count(*) from app.mt_events where stream_id = '{key}'")).ShouldBe(["2"]);
        (await marten.RowsAsync($"select count(*) from app.mt_doc_note where data ->> 'Text' = 'with {key}'")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task to_the_same_key_of_another_tenant_is_another_stream()
    {
        foreach (var tenant in new[] { "acme", "beta" })
        {
            await using var session = marten.Session(tenant);
            session.Events.StartStream("shared", Opened);
            await session.SaveChangesAsync(Cancellation);
        }

        (await marten.RowsAsync("select tenant_id, version from app.mt_streams where id = 'shared' order by 1")).ShouldBe(["acme|1", "beta|1"]);
    }

    [Fact]
    public async Task of_two_tenants_to_one_key_in_one_unit_of_work_all_goes_to_the_first()
    {
        await using var session = marten.Session("first");
        session.Events.Append("both", Opened);
        session.ForTenant("second").Events.Append("both", Paid);
        session.ForTenant("second").Events.Append("second/own", Paid);
        await session.SaveChangesAsync(Cancellation);

        (await marten.RowsAsync("select tenant_id, stream_id, version from app.mt_events where tenant_id in ('first', 'second') order by seq_id"))
            .ShouldBe(["first|both|1", "first|both|2", "second|second/own|1"]);
    }

    [Fact]
    public async Task keeps_the_id_that_an_event_brings()
    {
        var own = Guid.CreateVersion7();
        var built = Guid.CreateVersion7();
        await using var session = marten.Session();
        var e = session.Events.BuildEvent(Paid);
        e.Id = built;
        session.Events.Append("acme/ids", new Event<AccountOpened>(Opened) { Id = own }, e);
        await session.SaveChangesAsync(Cancellation);

        (await session.Events.FetchStreamAsync("acme/ids", token: Cancellation)).Select(stored => stored.Id).ShouldBe([own, built]);
    }

    [Fact]
    public async Task with_an_id_that_is_taken_fails_the_whole_commit()
    {
        var id = Guid.CreateVersion7();
        await using var first = marten.Session();
        first.Events.Append("acme/dup", new Event<MoneyPaidIn>(Paid) { Id = id });
        await first.SaveChangesAsync(Cancellation);

        await using var second = marten.Session("beta");
        second.Events.Append("beta/dup", Opened);
        second.Events.Append("beta/dup2", new Event<MoneyPaidIn>(Paid) { Id = id });
        var refusal = await Should.ThrowAsync<MartenCommandException>(() => second.SaveChangesAsync(Cancellation));

        var cause = refusal.InnerException.ShouldBeOfType<PostgresException>();
        cause.SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);
        cause.ConstraintName.ShouldBe("idx_mt_events_event_id");
        (await marten.RowsAsync("select count(*) from app.mt_events where stream_id like 'beta/dup%'")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task wraps_data_with_its_names_and_an_id()
    {
        await using var session = marten.Session();
        var e = session.Events.BuildEvent(Paid);

        e.ShouldBeOfType<Event<MoneyPaidIn>>().Data.ShouldBe(Paid);
        e.EventTypeName.ShouldBe("money_paid_in");
        e.EventType.ShouldBe(typeof(MoneyPaidIn));
        e.Id.ShouldNotBe(Guid.Empty);
    }

    [Fact]
    public async Task of_text_with_a_nul_character_is_the_servers_error()
    {
        await using var session = marten.Session();
        session.Events.Append("acme/nul", new AccountOpened("a\0b"));
        var refusal = await Should.ThrowAsync<MartenCommandException>(() => session.SaveChangesAsync(Cancellation));

        refusal.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.UntranslatableCharacter);
    }

    [Fact]
    public async Task that_failed_is_still_pending()
    {
        var id = Guid.CreateVersion7();
        await using var session = marten.Session();
        session.Events.Append("acme/retry", new Event<MoneyPaidIn>(Paid) { Id = id }, new Event<MoneyPaidIn>(Paid) { Id = id });
        await Should.ThrowAsync<MartenCommandException>(() => session.SaveChangesAsync(Cancellation));

        session.PendingChanges.Streams().ShouldHaveSingleItem().Events.Count.ShouldBe(2);
        await Should.ThrowAsync<MartenCommandException>(() => session.SaveChangesAsync(Cancellation));
    }

    [Fact]
    public async Task optimistically_is_refused_if_the_stream_has_moved()
    {
        await using var session = marten.Session();
        session.Events.Append("acme/optimistic", Opened);
        await session.SaveChangesAsync(Cancellation);

        await session.Events.AppendOptimistic("acme/optimistic", Cancellation, Paid);
        await using (var other = marten.Session())
        {
            other.Events.Append("acme/optimistic", Paid);
            await other.SaveChangesAsync(Cancellation);
        }

        await Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(() => session.SaveChangesAsync(Cancellation));
    }

    [Fact]
    public async Task optimistically_needs_a_stream()
    {
        await using var session = marten.Session();

        (await Should.ThrowAsync<NonExistentStreamException>(() => session.Events.AppendOptimistic("acme/none", Paid))).Id.ShouldBe("acme/none");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
