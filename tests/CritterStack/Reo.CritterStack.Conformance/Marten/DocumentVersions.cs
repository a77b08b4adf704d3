using JasperFx;
using Marten;

namespace Reo.CritterStack.Conformance.Marten;

public sealed class document_versions(MartenStore marten) : IClassFixture<MartenStore>
{
    [Fact]
    public async Task an_optimistic_document_is_saved_over_the_version_that_was_read()
    {
        await SaveAsync(new Contract { Id = "read", Text = "1" });
        await using var first = marten.Session();
        await using var second = marten.Session();
        var mine = (await first.LoadAsync<Contract>("read", Cancellation)).ShouldNotBeNull();
        var theirs = (await second.LoadAsync<Contract>("read", Cancellation)).ShouldNotBeNull();

        first.Store(mine);
        await first.SaveChangesAsync(Cancellation);
        first.Store(mine);
        await first.SaveChangesAsync(Cancellation);

        second.Store(theirs);
        (await Should.ThrowAsync<ConcurrencyException>(() => second.SaveChangesAsync(Cancellation))).Id.ShouldBe("read");
    }

    [Fact]
    public async Task an_optimistic_document_is_not_saved_over_one_that_was_not_read()
    {
        await SaveAsync(new Contract { Id = "blind" });

        await Should.ThrowAsync<ConcurrencyException>(() => SaveAsync(new Contract { Id = "blind" }));
    }

    [Fact]
    public async Task a_document_with_a_version_carries_it_from_session_to_session()
    {
        var price = new Price { Id = "p", Amount = 1 };
        await SaveAsync(price);
        var first = price.Version;
        first.ShouldNotBe(Guid.Empty);

        await using var reading = marten.Store.QuerySession("acme");
        var read = (await reading.Query<Price>().SingleAsync(p => p.Id == "p", Cancellation)).ShouldNotBeNull();
        read.Version.ShouldBe(first);
        (await reading.LoadAsync<Price>("p", Cancellation)).ShouldNotBeNull().Version.ShouldBe(first);

        await using var writing = marten.Session();
        writing.UpdateExpectedVersion(read, first);
        await writing.SaveChangesAsync(Cancellation);
        read.Version.ShouldNotBe(first);
        (await marten.RowsAsync("select mt_version from app.mt_doc_price where id = 'p'")).ShouldBe([$"{read.Version}"]);
        await Should.ThrowAsync<ConcurrencyException>(() => SaveAsync(new Price { Id = "p", Version = first }));
    }

    [Fact]
    public async Task an_expected_version_must_be_the_stored_one()
    {
        await SaveAsync(new Price { Id = "wrong" });
        await using var session = marten.Session();

        session.UpdateExpectedVersion(new Price { Id = "wrong" }, Guid.CreateVersion7());

        await Should.ThrowAsync<ConcurrencyException>(() => session.SaveChangesAsync(Cancellation));
    }

    [Fact]
    public async Task a_revision_counts_the_saves_and_the_last_one_wins()
    {
        var draft = new Draft { Id = "counted" };
        await SaveAsync(draft);
        draft.Version.ShouldBe(1);

        await SaveAsync(new Draft { Id = "counted", Text = "later" });
        await SaveAsync(draft);

        draft.Version.ShouldBe(3);
        await using var session = marten.Session();
        var stored = (await session.LoadAsync<Draft>("counted", Cancellation)).ShouldNotBeNull();
        (stored.Version, stored.Text).ShouldBe((3, ""));
    }

    [Fact]
    public async Task a_revision_that_is_given_must_be_greater_than_the_stored_one()
    {
        var draft = new Draft { Id = "given" };
        await using var session = marten.Session();
        session.UpdateRevision(draft, 5);
        await session.SaveChangesAsync(Cancellation);
        draft.Version.ShouldBe(5);

        session.UpdateRevision(draft, 5);

        await Should.ThrowAsync<ConcurrencyException>(() => session.SaveChangesAsync(Cancellation));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task SaveAsync<T>(T document) where T : notnull
    {
        await using var session = marten.Session();
        session.Store(document);
        await session.SaveChangesAsync(Cancellation);
    }
}
