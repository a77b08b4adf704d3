using Marten;
using Npgsql;
using Reo.Dashboard;
using Reo.Metrics.Companies;
using Reo.Metrics.Plan;
using Reo.Metrics.Rebuilds;
using Reo.Metrics.Reports;

namespace Reo.Metrics.Overview;

/// <summary>What the overview shows of a tenant's usage, as of today.</summary>
/// <param name="Active">Developers seen today, in 7 and in 30 days.</param>
/// <param name="Companies">All of them, and those seen in 30 days.</param>
/// <param name="Usage">Uses by day and metric of 30 days.</param>
/// <param name="MostActive">Companies by usage.</param>
/// <param name="Newest">Companies by their first day.</param>
/// <param name="Held">Events that wait for a metric.</param>
/// <param name="LagSeconds">How old the oldest event is that the views do not show yet.</param>
internal sealed record OverviewFigures(
    ActiveDevelopers Active, CompanyCounts Companies, ReportTable Usage, IReadOnlyList<CompanyView> MostActive, IReadOnlyList<CompanyView> Newest,
    long Held, double LagSeconds)
{
    public double StickinessInMonth => Active.InMonth == 0 ? 0 : Active.Today / (double)Active.InMonth;
}

internal sealed record ActiveDevelopers(long Today, long InWeek, long InMonth);

internal sealed record CompanyCounts(long All, long InMonth);

/// <summary>Reads them, from the tables and with the questions that reports and lists have too.</summary>
internal sealed class ReadOverview(
    NpgsqlDataSource database, IDocumentStore store, ReportSources sources, ListProjections projections, TimeProvider clock)
{
    private const int CompaniesShown = 5;

    /// <summary>Null while no event of the tenant is in the views.</summary>
    public async Task<OverviewFigures?> RunAsync(string tenantId, CancellationToken cancellation)
    {
        if (await CompaniesAsync(tenantId, cancellation) is not { } companies)
            return null;

        var held = await ListNotConfigured.OfTenantAsync(database, tenantId, cancellation);
        var status = await projections.RunAsync(tenantId, cancellation);
        return new OverviewFigures(
            await ActiveAsync(tenantId, cancellation),
            companies,
            await UsageAsync(tenantId, cancellation),
            await CompaniesByAsync("-usage_count", tenantId, cancellation),
            await CompaniesByAsync("-first_day", tenantId, cancellation),
            held.Sum(type => type.HeldCount),
            status.Max(projection => projection.LagSeconds));
    }

    private async Task<CompanyCounts?> CompaniesAsync(string tenantId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select count(*), count(*) filter (where last_day > $2), exists (select from reports.product_usage_by_day where tenant_id = $1)
            from reports.companies
            where tenant_id = $1
            """);
        command.Parameters.AddWithValue(tenantId);
        command.Parameters.AddWithValue(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-30));
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return row.GetBoolean(2) ? new CompanyCounts(row.GetInt64(0), row.GetInt64(1)) : null;
    }

    private async Task<ActiveDevelopers> ActiveAsync(string tenantId, CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var report = ReportQuery.OrThrow(new ActiveReportRequest { From = today, To = today }.Read(clock));
        await using var source = await sources.OpenAsync(tenantId, report.Events, cancellation);
        await foreach (var row in report.Rows(source, cancellation))
            return new ActiveDevelopers(row[1].Number, row[2].Number, row[3].Number);
        return new ActiveDevelopers(0, 0, 0);
    }

    private Task<ReportTable> UsageAsync(string tenantId, CancellationToken cancellation) => ReportTable.ReadAsync(
        ReportQuery.OrThrow(new UsageReportRequest { GroupBy = "metric" }.Read(clock)), sources, tenantId,
        row => new ReportPoint(Formats.Day(row[0].Day), row[1].Text, row[2].Number), cancellation);

    private async Task<IReadOnlyList<CompanyView>> CompaniesByAsync(string sort, string tenantId, CancellationToken cancellation)
    {
        var filter = new CompanyFilter { Sort = sort, Limit = CompaniesShown };
        return (await CompanyQuery.ListAsync(database, store, tenantId, filter, filter.Read(CompanyQuery.Listing, clock).Page!, cancellation)).Companies;
    }
}
