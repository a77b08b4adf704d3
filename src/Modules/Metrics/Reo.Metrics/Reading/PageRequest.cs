using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Reo.Metrics.Reading;

/// <summary>What every list takes. A day is UTC's.</summary>
internal record PageRequest
{
    private const int MostOnAPage = 500;

    [FromQuery(Name = "limit"), Description("How many at most, 1 to 500; 50 when absent")]
    public int? Limit { get; init; }

    [FromQuery(Name = "after"), Description("The `next` of the page before, with the same filters")]
    public string? After { get; init; }

    [FromQuery(Name = "as_of"), Description("The day that scores and what is active are reckoned to; today when absent")]
    public DateOnly? AsOf { get; init; }

    /// <summary>The page that is asked for, or the caller's mistake. A cursor brings its own order and day.</summary>
    public (Page? Page, ProblemHttpResult? Problem) Read(string? sort, string sortedBy, IReadOnlyList<SortColumn> columns, TimeProvider clock)
    {
        var limit = Limit ?? 50;
        if (limit is < 1 or > MostOnAPage)
            return (null, Problems.LimitOutOfRange(MostOnAPage));
        if (ListOrder.Read(sort ?? sortedBy, columns) is not { } order)
            return (null, Problems.SortUnknown(columns.Select(column => column.Name)));

        var asOf = AsOf ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (After is null)
            return (new Page(limit, order, asOf, Behind: null), null);

        return PageCursor.Read(After) is { } cursor
            && ListOrder.Read(cursor.Sort, columns) is { } started
            && (sort is null || started == order)
            && (AsOf is null || cursor.AsOf == AsOf)
            && started.Column.Read(cursor.Value) is { } value
                ? (new Page(limit, started, cursor.AsOf, (value, cursor.Id)), null)
                : (null, Problems.CursorNotOurs);
    }
}

internal sealed record Page(int Limit, ListOrder Order, DateOnly AsOf, (object Value, string Id)? Behind)
{
    /// <summary>The condition that leaves out the pages before, beginning with <c>and</c>; and the values of it and of <c>@limit</c>.</summary>
    public string Begins(Query query, string id)
    {
        query.Set("limit", Limit + 1);
        if (Behind is not var (value, lastId))
            return "";

        query.Set("value", value);
        query.Set("id", lastId);
        return $"and {Order.Behind(id)}";
    }

    /// <summary>A query for <see cref="ReadAsync"/> of columns, of which <c>id</c> is one.</summary>
    /// <param name="query">Gets the values.</param>
    /// <param name="columns">Those that are read, and those that the list can be sorted by.</param>
    /// <param name="entries">All there are, beginning with <c>from</c>.</param>
    public string Sql(Query query, string columns, string entries) =>
        $"""
        select listed.*, total
        from (select count(*) as total {entries}) counted
        left join (
            select *
            from (select {columns} {entries}) entry
            where true
            {Begins(query, "id")}
            {Order.OrderBy("id")}
            limit @limit
        ) listed on true
        {Order.OrderBy("id")}
        """;

    /// <summary>Reads a query of at most one entry more than the page has, beside its <c>total</c>; the id is null when there is no entry.</summary>
    public async Task<Entries<T>> ReadAsync<T>(NpgsqlCommand command, string id, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        var entries = new List<T>();
        var total = 0L;
        PageCursor? last = null;
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            total = row.GetInt64(row.GetOrdinal("total"));
            if (row.IsDBNull(row.GetOrdinal(id)))
                break;
            if (entries.Count == Limit)
                return new Entries<T>(entries, total, last!.Write());

            entries.Add(read(row));
            last = new PageCursor(Order.Name, AsOf, Order.Column.Write(row), row.GetString(row.GetOrdinal(id)));
        }

        return new Entries<T>(entries, total, Next: null);
    }
}

internal sealed record Entries<T>(List<T> All, long Total, string? Next);
