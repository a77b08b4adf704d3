using JasperFx;
using Marten;
using Marten.Exceptions;

namespace Reo.CritterStack.Conformance.Marten;

public sealed class storing_documents(MartenStore marten) : IClassFixture<MartenStore>
{
    [Fact]
    public async Task writes_the_documented_row()
    {
        await using var session = marten.Session();
        session.Store(new Customer { Id = "row", Name = "Ada", Colour = Colour.Green, Since = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) });
        await session.SaveChangesAsync(Cancellation);

        (await marten.RowsAsync("select tenant_id, data, mt_dotnet_type, mt_version is not null, mt_last_modified is not null from app.mt_doc_customer where id = 'row'")).ShouldBe(
        [
            """acme|{"Id": "row", "Name": "Ada", "Since": "2026-01-02T03:04:05+00:00", "Active": false, "Colour": 1, "Credit": 0, "Orders": 0, "Rating": null, "Weight": 0, "Reference": "00000000-0000-0000-0000-000000000000"}"""
            + $"|{typeof(Customer).FullName}|True|True",
        ]);
    }

    [Fact]
    public async Task makes_them_loadable_for_their_tenant()
    {
        await using var session = marten.Session();
        session.Store(new Customer { Id = "one", Name = "Ada" }, new Customer { Id = "two", Name = "Bob" });
        session.Store<Customer>(new List<Customer> { new() { Id = "three" } });
        await session.SaveChangesAsync(Cancellation);

        (await session.LoadAsync<Customer>("one", Cancellation)).ShouldNotBeNull().Name.ShouldBe("Ada");
        (await session.LoadManyAsync<Customer>(Cancellation, "one", "three", "none")).Select(customer => customer.Id).Order().ShouldBe(["one", "three"]);
        (await session.LoadAsync<Customer>("none", Cancellation)).ShouldBeNull();
        await using var other = marten.Store.QuerySession("beta");
        (await other.LoadAsync<Customer>("one", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task happens_in_the_order_of_the_calls()
    {
        await using var session = marten.Session();
        session.Store(new Customer { Id = "deleted" });
        session.Delete<Customer>("deleted");
        session.Delete<Customer>("stored");
        session.Store(new Customer { Id = "stored" });
        session.Store(new Customer { Id = "twice", Orders = 1 });
        session.Store(new Customer { Id = "twice", Orders = 2 });

        (await session.LoadAsync<Customer>("stored", Cancellation)).ShouldBeNull();
        await session.SaveChangesAsync(Cancellation);

        (await session.LoadAsync<Customer>("deleted", Cancellation)).ShouldBeNull();
        (await session.LoadAsync<Customer>("stored", Cancellation)).ShouldNotBeNull();
        (await session.LoadAsync<Customer>("twice", Cancellation)).ShouldNotBeNull().Orders.ShouldBe(2);
    }

    [Fact]
    public async Task of_other_tenants_can_be_part_of_the_unit_of_work()
    {
        await using var session = marten.Session();
        session.Store(new Customer { Id = "mine" });
        session.ForTenant("beta").Store(new Customer { Id = "theirs" });
        await session.SaveChangesAsync(Cancellation);

        session.ForTenant("beta").TenantId.ShouldBe("beta");
        (await session.ForTenant("beta").LoadAsync<Customer>("theirs", Cancellation)).ShouldNotBeNull();
        (await session.LoadAsync<Customer>("theirs", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task without_a_string_id_is_refused()
    {
        await using var session = marten.Session();

        Should.Throw<InvalidOperationException>(() => session.Store(new Customer()));
        Should.Throw<InvalidOperationException>(() => session.Store(new Customer { Id = null! }));
    }

    [Fact]
    public async Task without_a_guid_id_gives_one()
    {
        var note = new Note { Text = "hello" };
        await using var session = marten.Session();
        session.Store(note);

        note.Id.ShouldNotBe(Guid.Empty);
        await session.SaveChangesAsync(Cancellation);
        (await session.LoadAsync<Note>(note.Id, Cancellation)).ShouldNotBeNull().Text.ShouldBe("hello");
        (await session.LoadManyAsync<Note>(note.Id, Guid.CreateVersion7())).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task by_an_id_of_another_type_is_refused()
    {
        await using var session = marten.Session();

        await Should.ThrowAsync<DocumentIdTypeMismatchException>(() => session.LoadAsync<Customer>(Guid.CreateVersion7(), Cancellation));
    }

    [Fact]
    public async Task can_use_another_member_as_id_and_be_the_same_for_all_tenants()
    {
        await using var session = marten.Session();
        session.Store(new Country { Code = "AT" });
        await session.SaveChangesAsync(Cancellation);

        (await marten.RowsAsync("select id, data from app.mt_doc_land")).ShouldBe(["AT|{\"Code\": \"AT\"}"]);
        await using var other = marten.Session("beta");
        (await other.LoadAsync<Country>("AT", Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task keeps_members_of_a_derived_type()
    {
        await using var session = marten.Session();
        Customer customer = new KeyCustomer { Id = "key", Manager = "Eve" };
        session.Store(customer);
        await session.SaveChangesAsync(Cancellation);

        (await marten.RowsAsync("select data ->> 'Manager', mt_dotnet_type from app.mt_doc_customer where id = 'key'")).ShouldBe([$"Eve|{typeof(KeyCustomer).FullName}"]);
    }

    [Fact]
    public async Task inserts_only_what_is_new()
    {
        await using var session = marten.Session();
        session.Insert(new Customer { Id = "inserted" });
        await session.SaveChangesAsync(Cancellation);

        session.Insert(new Customer { Id = "inserted" });
        session.Store(new Customer { Id = "beside" });
        var refusal = await Should.ThrowAsync<DocumentAlreadyExistsException>(() => session.SaveChangesAsync(Cancellation));

        refusal.Id.ShouldBe("inserted");
        await using var next = marten.Session();
        (await next.LoadAsync<Customer>("beside", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task updates_only_what_is_there()
    {
        await using var session = marten.Session();
        session.Store(new Customer { Id = "updated", Orders = 1 });
        await session.SaveChangesAsync(Cancellation);
        session.Update(new Customer { Id = "updated", Orders = 2 });
        await session.SaveChangesAsync(Cancellation);
        (await session.LoadAsync<Customer>("updated", Cancellation)).ShouldNotBeNull().Orders.ShouldBe(2);

        session.Update(new Customer { Id = "missing" });
        (await Should.ThrowAsync<NonExistentDocumentException>(() => session.SaveChangesAsync(Cancellation))).Id.ShouldBe("missing");
    }

    [Fact]
    public async Task deletes_by_id_by_document_and_by_predicate()
    {
        await using var session = marten.Session("deleting");
        session.Store(Enumerable.Range(0, 6).Select(i => new Customer { Id = $"c{i}", Orders = i }));
        session.ForTenant("beta").Store(new Customer { Id = "c5", Orders = 5 });
        await session.SaveChangesAsync(Cancellation);

        session.Delete<Customer>("c0");
        session.Delete(new Customer { Id = "c1" });
        session.Delete<Customer>("nobody");
        session.DeleteWhere<Customer>(customer => customer.Orders > 3);
        await session.SaveChangesAsync(Cancellation);

        (await session.Query<Customer>().OrderBy(customer => customer.Id).ToListAsync(Cancellation)).Select(customer => customer.Id).ShouldBe(["c2", "c3"]);
        (await session.ForTenant("beta").LoadAsync<Customer>("c5", Cancellation)).ShouldNotBeNull();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
