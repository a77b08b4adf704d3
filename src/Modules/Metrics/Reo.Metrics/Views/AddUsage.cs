using Marten;

namespace Reo.Metrics.Views;

/// <summary>
/// Adds the usage of a scope to every table, in one statement; the events never leave the database. Sums, earliest, latest and the best
/// rule: neither the order of the events nor how they are cut into pages makes a difference.
/// </summary>
internal static class AddUsage
{
    public static void Queue(IDocumentOperations operations, string schema, Scope scope)
    {
        operations.QueueSqlCommand(Settings);
        RecogniseIdentities.New(operations, schema, scope);
        operations.QueueNamed(Sql(schema, scope), scope.Parameters);
    }

    /// <summary>
    /// PostgreSQL takes what a page leads to for a row or two, and would join thousands by comparing each with each. What is to be looked up
    /// by index one by one stands as a subquery; everything else is joined and grouped by hash, for this transaction. Nobody waits for its
    /// commit to reach the disk: after a crash the page is projected again.
    /// </summary>
    private const string Settings =
        """
        select
            set_config('enable_nestloop', 'off', true),
            set_config('enable_sort', 'off', true),
            set_config('jit', 'off', true),
            set_config('synchronous_commit', 'off', true)
        """;

    private static string Sql(string schema, Scope scope) =>
        $"""
        with {DailyUsage.Sql(schema, scope)},
        people as materialized ({ViewInserts.People}),
        company_daily as materialized ({ViewInserts.CompanyDaily}),
        {string.Join(",\n", ViewInserts.All.Select(insert => $"added_{insert.Table} as ({insert.Upsert(schema)})"))}
        select 1
        """;
}
