using Marten;
using Marten.Exceptions;

namespace Reo.CritterStack.Conformance.Marten;

public sealed class querying_documents(querying_documents.Customers customers) : IClassFixture<querying_documents.Customers>
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly Guid Reference = new("11111111-2222-3333-4444-555555555555");

    private static readonly string[] Ids = ["c1", "c3", "nobody"];

    private static readonly List<int> Counts = [1, 4];

    private static readonly Customer Like = new() { Orders = 4 };

    private static readonly Dictionary<string, Func<IQueryable<Customer>, IQueryable<Customer>>> Queries = new()
    {
        ["no filter: c0 c1 c2 c3 c4 c5"] = q => q,
        ["equal: c1 c4"] = q => q.Where(c => c.Name == "n1"),
        ["not equal leaves nulls out: c0 c2 c3"] = q => q.Where(c => c.Name != "n1"),
        ["null: c5"] = q => q.Where(c => c.Name == null),
        ["null in a variable: c5"] = q => q.Where(c => c.Name == Like.Name),
        ["not null: c0 c1 c2 c3 c4"] = q => q.Where(c => c.Name != null),
        ["id: c2"] = q => q.Where(c => c.Id == "c2"),
        ["greater: c3 c4 c5"] = q => q.Where(c => c.Orders > 2),
        ["the value first: c3 c4 c5"] = q => q.Where(c => 2 < c.Orders),
        ["and: c1 c2 c3"] = q => q.Where(c => c.Orders >= 1 && c.Orders <= 3),
        ["or: c1 c3"] = q => q.Where(c => c.Orders == 1 || c.Orders == 3),
        ["or within and: c1"] = q => q.Where(c => (c.Orders == 1 || c.Orders == 3) && c.Orders < 2),
        ["not: c0 c2 c3 c4 c5"] = q => q.Where(c => !(c.Orders == 1)),
        ["boolean: c4 c5"] = q => q.Where(c => c.Active),
        ["not boolean: c0 c1 c2 c3"] = q => q.Where(c => !c.Active),
        ["enum: c1 c3 c5"] = q => q.Where(c => c.Colour == Colour.Green),
        ["time: c3 c4 c5"] = q => q.Where(c => c.Since > Start.AddHours(2)),
        ["guid: c2"] = q => q.Where(c => c.Reference == Reference),
        ["decimal: c3 c4 c5"] = q => q.Where(c => c.Credit > 3m),
        ["double: c3 c4 c5"] = q => q.Where(c => c.Weight > 1.0),
        ["nullable: c2"] = q => q.Where(c => c.Rating == 2),
        ["nullable null: c1 c3 c5"] = q => q.Where(c => c.Rating == null),
        ["nullable has a value: c0 c2 c4"] = q => q.Where(c => c.Rating.HasValue),
        ["nullable greater: c4"] = q => q.Where(c => c.Rating > 2),
        ["member of another object: c4"] = q => q.Where(c => c.Orders == Like.Orders),
        ["two members: c0 c2 c4"] = q => q.Where(c => c.Orders == c.Rating),
        ["in an array: c1 c3"] = q => q.Where(c => Ids.Contains(c.Id)),
        ["in a list: c1 c4"] = q => q.Where(c => Counts.Contains(c.Orders)),
        ["not in an array: c0 c2 c4 c5"] = q => q.Where(c => !Ids.Contains(c.Id)),
        ["two filters: c2 c3"] = q => q.Where(c => c.Orders > 1).Where(c => c.Orders < 4),
        ["the document itself: c0 c1 c2 c3 c4 c5"] = q => q.Select(c => c),
    };

    private static readonly Dictionary<string, Func<IQueryable<Customer>, IQueryable<Customer>>> OrderedQueries = new()
    {
        ["descending: c5 c4 c3 c2 c1 c0"] = q => q.OrderByDescending(c => c.Orders),
        ["by two members: c3 c0 c4 c1 c2 c5"] = q => q.OrderBy(c => c.Name).ThenByDescending(c => c.Orders),
        ["by a time: c5 c4 c3 c2 c1 c0"] = q => q.OrderByDescending(c => c.Since),
        ["nulls last: c0 c2 c4 c1 c3 c5"] = q => q.OrderBy(c => c.Rating).ThenBy(c => c.Orders),
        ["a page: c2 c3"] = q => q.OrderBy(c => c.Orders).Skip(2).Take(2),
        ["the first of a filter: c3"] = q => q.Where(c => c.Orders > 2).OrderBy(c => c.Orders).Take(1),
    };

    public static TheoryData<string> FilterQueries => [.. Queries.Keys];

    public static TheoryData<string> PageQueries => [.. OrderedQueries.Keys];

    [Theory]
    [MemberData(nameof(FilterQueries))]
    public async Task filters(string query)
    {
        (await IdsAsync(Queries[query])).Order().ShouldBe(Expected(query));
    }

    [Theory]
    [MemberData(nameof(PageQueries))]
    public async Task orders_and_pages(string query)
    {
        (await IdsAsync(OrderedQueries[query])).ShouldBe(Expected(query));
    }

    [Fact]
    public async Task counts_and_tells_whether_there_are_any()
    {
        await using var session = customers.Session();

        (await session.Query<Customer>().CountAsync(Cancellation)).ShouldBe(6);
        (await session.Query<Customer>().CountAsync(c => c.Orders > 3, Cancellation)).ShouldBe(2);
        (await session.Query<Customer>().AnyAsync(c => c.Orders > 3, Cancellation)).ShouldBeTrue();
        (await session.Query<Customer>().Where(c => c.Orders > 30).AnyAsync(Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task takes_the_first_or_the_only_one()
    {
        await using var session = customers.Session();
        var all = session.Query<Customer>().OrderBy(c => c.Orders);

        (await all.FirstAsync(Cancellation)).Id.ShouldBe("c0");
        (await all.FirstOrDefaultAsync(c => c.Orders > 4, Cancellation)).ShouldNotBeNull().Id.ShouldBe("c5");
        (await all.FirstOrDefaultAsync(c => c.Orders > 30, Cancellation)).ShouldBeNull();
        (await all.SingleAsync(c => c.Orders == 3, Cancellation)).Id.ShouldBe("c3");
        (await all.SingleOrDefaultAsync(c => c.Orders > 30, Cancellation)).ShouldBeNull();
        await Should.ThrowAsync<InvalidOperationException>(() => all.FirstAsync(c => c.Orders > 30, Cancellation));
        await Should.ThrowAsync<InvalidOperationException>(() => all.SingleAsync(c => c.Orders > 30, Cancellation));
        await Should.ThrowAsync<InvalidOperationException>(() => all.SingleAsync(Cancellation));
        await Should.ThrowAsync<InvalidOperationException>(() => all.SingleOrDefaultAsync(Cancellation));
    }

    [Fact]
    public async Task sees_one_tenant_only()
    {
        await using var session = customers.Session("beta");

        (await session.Query<Customer>().ToListAsync(Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task refuses_what_it_cannot_translate()
    {
        await using var session = customers.Session();

        await Should.ThrowAsync<BadLinqExpressionException>(() => session.Query<Customer>().Where(c => c.Orders + 1 == 2).ToListAsync(Cancellation));
        await Should.ThrowAsync<BadLinqExpressionException>(() => session.Query<Customer>().Where(c => c.Name!.Length == 2).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task reads_asynchronously_only()
    {
        await using var session = customers.Session();

        Should.Throw<NotSupportedException>(() => session.Query<Customer>().ToList());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string[] Expected(string query) => query[(query.IndexOf(':') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private async Task<IEnumerable<string>> IdsAsync(Func<IQueryable<Customer>, IQueryable<Customer>> query)
    {
        await using var session = customers.Session();
        return (await query(session.Query<Customer>()).ToListAsync(Cancellation)).Select(customer => customer.Id);
    }

    /// <summary>Six customers of tenant <c>acme</c>.</summary>
    public sealed class Customers(Reo.Testing.PostgresCluster cluster) : IAsyncLifetime
    {
        private readonly MartenStore marten = new(cluster);

        public IQuerySession Session(string tenant = "acme") => marten.Store.QuerySession(tenant);

        public async ValueTask InitializeAsync()
        {
            await marten.InitializeAsync();
            await using var session = marten.Session();
            session.Store(Enumerable.Range(0, 6).Select(i => new Customer
            {
                Id = $"c{i}",
                Name = i == 5 ? null : $"n{i % 3}",
                Orders = i,
                Rating = i % 2 == 0 ? i : null,
                Active = i > 3,
                Credit = i * 1.5m,
                Weight = i * 0.5,
                Reference = i == 2 ? Reference : Guid.Empty,
                Colour = (Colour)(i % 2),
                Since = Start.AddHours(i),
            }));
            await session.SaveChangesAsync(Cancellation);
        }

        public ValueTask DisposeAsync() => marten.DisposeAsync();
    }
}
