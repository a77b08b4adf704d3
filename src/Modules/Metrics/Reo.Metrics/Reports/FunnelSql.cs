using Reo.Metrics.Reading;
using Reo.Metrics.Views;

namespace Reo.Metrics.Reports;

/// <summary>The query of a funnel: a row a developer, the days of each step as bits, a column a year.</summary>
internal static class FunnelSql
{
    public static string Of(string schema, FunnelReportRequest request, string[] steps, YearDays reader, Query query)
    {
        for (var step = 0; step < steps.Length; step++)
            query.Set($"step_{step}", steps[step]);
        for (var year = 0; year < reader.Years.Count; year++)
        {
            query.Set($"year_{year}", reader.Years[year]);
            query.Set($"mask_{year}", reader.MaskOf(reader.Years[year]));
        }

        var years = Enumerable.Range(0, reader.Years.Count).ToArray();
        var isIn = string.Join(" or ", years.Select(year => $"(year = @year_{year} and days & @mask_{year}::bit(366) <> 0::bit(366))"));
        var days = years is [_] ? "days as days_0" : string.Join(", ", years.Select(year => $"bit_or(days) filter (where year = @year_{year}) as days_{year}"));
        var source = Source(schema, request, reader, query);
        var columns =
            from step in Enumerable.Range(0, steps.Length)
            from year in years
            select YearDays.Sent($"step_{step}.days_{year}");
        return
            $"""
            select {string.Join(", ", columns)}
            from {string.Join("\nleft join ", Enumerable.Range(0, steps.Length).Select(Step))}
            """;

        string Step(int step) =>
            $"""
            (
                select developer_id, {days}
                from ({source}) seen
                where metric = @step_{step}
                    and ({isIn})
                {(years is [_] ? "" : "group by developer_id")}
            ) step_{step}{(step == 0 ? "" : " using (developer_id)")}
            """;
    }

    /// <summary>Which developer took which step when, in all; or in the one product, environment or company that is asked for.</summary>
    private static string Source(string schema, FunnelReportRequest request, YearDays reader, Query query)
    {
        if ((request.Product, request.Environment, request.Company) is (null, null, null))
        {
            return
                $"""
                select developer_id, metric, year, days
                from {schema}.metric_days
                where tenant_id = @tenant
                    and year >= @year_0
                    and year <= @year_{reader.Years.Count - 1}
                """;
        }

        query.Set("from", reader.From);
        query.Set("to", reader.To);
        return
            $"""
            select
                developer_id, metric, {ViewInserts.YearOf} as year,
                {ViewInserts.DaysOf} as days
            from {schema}.usage_by_day
            where tenant_id = @tenant
                and day >= @from
                and day <= @to
                and developer_id <> ''
                {query.When(request.Product, "and product = @product\n", "product")}
                {query.When(request.Environment, "and environment = @environment\n", "environment")}
                {query.When(request.Company, "and company = @company\n", "company")}
            group by developer_id, metric, year
            """;
    }
}
