using Npgsql;
using Reo.Metrics.Scores;
using Reo.Metrics.Views;

namespace Reo.Metrics.Developers;

/// <summary>One developer of one tenant, from every usage recorded of them. A row of <c>reports.developers</c>.</summary>
/// <param name="DeveloperId">Type and canonical id, for example <c>github/michaelbevan</c>.</param>
/// <param name="UserIdType"><c>EMAIL</c>, <c>SOCIAL</c>, <c>LINKEDIN</c>, <c>GITHUB</c> or <c>USERNAME</c>; <c>ERASED</c> when the personal data was erased.</param>
/// <param name="UserId">Canonical: e-mail in lower case, the handle of a profile URL.</param>
/// <param name="Identities">This one, and those that are linked with it.</param>
/// <param name="Company">Null when no rule matched.</param>
/// <param name="FirstSeenAt">The earliest time an event says it happened.</param>
/// <param name="LastSeenAt">The latest.</param>
/// <param name="UsageCount">Uses, an aggregate as many as it counts; <c>CALL HOME</c> is presence and not counted.</param>
/// <param name="Score">As of the day that was asked for.</param>
internal sealed record DeveloperView(
    string DeveloperId,
    string UserIdType,
    string UserId,
    string[] Identities,
    RecognisedCompany? Company,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt,
    long UsageCount,
    ActivityScore Score)
{
    /// <summary>Reads a row of a query of these columns, by name.</summary>
    public static DeveloperView Read(NpgsqlDataReader row) => new(
        row.GetString(row.GetOrdinal("developer_id")),
        row.GetString(row.GetOrdinal("user_id_type")),
        row.GetString(row.GetOrdinal("user_id")),
        row.GetFieldValue<string[]>(row.GetOrdinal("identities")),
        RecognisedCompany.Read(row),
        row.GetFieldValue<DateTimeOffset>(row.GetOrdinal("first_seen_at")),
        row.GetFieldValue<DateTimeOffset>(row.GetOrdinal("last_seen_at")),
        row.GetInt64(row.GetOrdinal("usage_count")),
        new ActivityScore(row.GetInt32(row.GetOrdinal("score"))));
}

/// <summary>The company that somebody is thought to be of, and why.</summary>
/// <param name="Company">Its domain, or what the imported address ranges call it.</param>
/// <param name="Rule">The rule that matched, see docs/reports.md.</param>
/// <param name="Confidence"><c>certain</c>, <c>high</c>, <c>medium</c> or <c>low</c>.</param>
internal sealed record RecognisedCompany(string Company, string Rule, string Confidence)
{
    public static RecognisedCompany? Read(NpgsqlDataReader row)
    {
        if (row.IsDBNull(row.GetOrdinal("company_rule")))
            return null;

        var rule = (CompanyRule)row.GetInt16(row.GetOrdinal("company_rule"));
        return new RecognisedCompany(
            row.GetString(row.GetOrdinal("company")), CompanyRules.Name(rule), CompanyRules.Confidence(rule).ToString().ToLowerInvariant());
    }
}
