using Marten;
using Reo.Metrics.Recognition;

namespace Reo.Metrics.Views;

/// <summary>
/// Keeps what Admins assigned. Usage that comes afterwards is of the company; of what was there before, only the company that developers
/// have by themselves changes.
/// </summary>
internal static class FollowAssignments
{
    /// <param name="operations">Hold the tenant's lock.</param>
    /// <param name="schema">A name of ours.</param>
    /// <param name="tenantId">Whose.</param>
    /// <param name="key">What is assigned.</param>
    /// <param name="company">Null when it is taken back.</param>
    /// <param name="sequence">Of the event that said so.</param>
    public static void Queue(IDocumentOperations operations, string schema, string tenantId, AssignmentKey key, string? company, long sequence)
    {
        Parameter[] parameters =
        [
            new("tenant", tenantId), new("kind", key.Kind), new("key", key.Key), new("company", company ?? ""), new("sequence", sequence),
        ];
        if (key.Kind == AssignmentKey.IpRange)
        {
            operations.QueueNamed(
                """
                insert into metrics.company_ip_ranges as known (tenant_id, range, company, sequence)
                values (@tenant, @key::cidr, nullif(@company, ''), @sequence)
                on conflict (tenant_id, range) do update set company = excluded.company, sequence = excluded.sequence
                where known.sequence < excluded.sequence
                """,
                parameters);
            return;
        }

        operations.QueueNamed(
            """
            insert into metrics.company_assignments as known (tenant_id, kind, key, company, sequence)
            values (@tenant, @kind, @key, nullif(@company, ''), @sequence)
            on conflict (tenant_id, kind, key) do update set company = excluded.company, sequence = excluded.sequence
            where known.sequence < excluded.sequence
            """,
            parameters);
        RecogniseIdentities.Again(operations, schema, [.. parameters, new("rules", tenantId)]);
    }
}
