using Marten;
using Npgsql;
using Reo.Metrics.Scores;

namespace Reo.Metrics.Reading;

/// <summary>
/// Those who have a row in a table of the views, listed page by page. What depends on the day is reckoned for the page alone, unless the
/// list depends on it.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Id">Its column that names them.</param>
/// <param name="Usage">The table of their usage by day.</param>
/// <param name="SortedBy">When nobody says otherwise.</param>
/// <param name="SortColumns">Columns of the table, or <c>score</c>, or what <see cref="Counted"/> adds.</param>
internal sealed record Listing(string Table, string Id, string Usage, string SortedBy, SortColumn[] SortColumns)
{
    /// <summary>A query of the table with one more column that it can be sorted by.</summary>
    public (string Column, string Query)? Counted { get; init; }

    /// <summary>Whether the days of a <c>month</c> stand together in the table of usage.</summary>
    public bool AreDaysOfMonths { get; init; }

    /// <summary>The table with the score of each.</summary>
    public string Scored =>
        $"""
        (
            select entry.*, coalesce(score.score, 0) as score
            from {Table} entry
            left join ({Score()}) score on score.owner = entry.{Id}
        )
        """;

    private string Score(string condition = "") => ActivityScores.Sql(Usage, Id, AreDaysOfMonths, condition);

    public Task<Entries<T>> ListAsync<T>(
        NpgsqlDataSource database, IDocumentStore store, string tenantId, ListFilter filter, Page page, ListedColumns<T> columns, CancellationToken cancellation)
    {
        var query = new Query();
        return RunAsync(database, store, tenantId, query, filter.Where(query, page.AsOf), filter.AsksForScore, page, columns, cancellation);
    }

    /// <summary>One of them; null when there is no such.</summary>
    public async Task<T?> ShowAsync<T>(
        NpgsqlDataSource database, IDocumentStore store, string tenantId, string id, DateOnly asOf, ListedColumns<T> columns, CancellationToken cancellation)
        where T : class
    {
        var query = new Query();
        query.Set("shown", id);
        var page = new Page(1, new ListOrder(SortColumns[0], IsDescending: true), asOf, Behind: null);
        var found = await RunAsync(
            database, store, tenantId, query, $"tenant_id = @tenant and {Id} = @shown", isByScore: false, page, columns, cancellation);
        return found.All.FirstOrDefault();
    }

    private async Task<Entries<T>> RunAsync<T>(
        NpgsqlDataSource database, IDocumentStore store, string tenantId, Query query, string where, bool isByScore, Page page, ListedColumns<T> columns,
        CancellationToken cancellation)
    {
        query.Set("tenant", tenantId);
        var from = isByScore || page.Order.Column.Name == "score" ? Scored
            : page.Order.Column.Name == Counted?.Column ? Counted.Value.Query
            : Table;
        await using var command = database.CreateCommand(
            $"""
            with page as materialized (
                select {columns.OfTable}, row_number() over ({page.Order.OrderBy(Id)}) as place
                from {from} listed
                where {where}
                {page.Begins(query, Id)}
                {page.Order.OrderBy(Id)}
                limit @limit
            )
            select {columns.OfTable}, coalesce(score.score, 0) as score, {columns.OfPage}, total
            from (select count(*) as total from {from} listed where {where}) counted
            left join page on true
            left join ({Score($"and {Id} = any(array(select {Id} from page))")}) score on score.owner = page.{Id}
            {columns.Joins}
            order by place
            """);
        query.AddTo(command);
        await ActivityScores.AddParametersAsync(command, store, tenantId, page.AsOf, cancellation);
        return await page.ReadAsync(command, Id, columns.Read, cancellation);
    }
}

/// <summary>What is said of each of a list.</summary>
/// <param name="OfTable">Columns of the list's table, all of them unlike those of <paramref name="Joins"/>.</param>
/// <param name="OfPage">More, of <c>page</c> and of what it is joined with.</param>
/// <param name="Joins">Joins with <c>page</c>.</param>
/// <param name="Read">Reads a row of these columns and of <c>score</c>, by name.</param>
internal sealed record ListedColumns<T>(string OfTable, string OfPage, string Joins, Func<NpgsqlDataReader, T> Read);
