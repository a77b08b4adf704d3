using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Reo.Metrics.Reading;

namespace Reo.Metrics.Developers;

/// <summary>Which developers are meant.</summary>
internal sealed record DeveloperFilter : ListFilter
{
    [FromQuery(Name = "sort"), Description("last_seen_at, first_seen_at, usage_count, score or developer_id, with a minus in front for descending; -last_seen_at when absent")]
    public override string? Sort { get; init; }

    [FromQuery(Name = "q"), Description("Stands somewhere in one of the developer's identities; case does not matter")]
    public override string? Search { get; init; }

    [FromQuery(Name = "company"), Description("Used something for this company, exactly as the lists show it")]
    public string? Company { get; init; }

    protected override string Who(Query query, string usage) => string.Concat(
        query.When(
            Search is null ? null : Query.Within(Search),
            """
            and developer_id in (select developer_id from reports.identities where tenant_id = @tenant and identity ilike @search)

            """,
            "search"),
        query.When(
            Company,
            usage.Length > 0 ? "" : "and developer_id in (select developer_id from reports.company_developers where tenant_id = @tenant and company = @company)\n",
            "company"),
        usage.Length == 0 ? "" :
            $"""
            and developer_id in (
                select developer_id
                from reports.usage_by_day
                where tenant_id = @tenant
                {usage}{(Company is null ? "" : "and company = @company")}
            )

            """);
}
