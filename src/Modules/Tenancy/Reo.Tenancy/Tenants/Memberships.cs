using Npgsql;
using Reo.Tenancy.Members;

namespace Reo.Tenancy.Tenants;

/// <param name="Id">The tenant's id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Role">What the person may do in it.</param>
internal sealed record Membership(string Id, string Name, Role Role);

internal static class Memberships
{
    /// <summary>The tenants that a person has joined, by id.</summary>
    public static async Task<IReadOnlyList<Membership>> OfAsync(NpgsqlDataSource database, string personId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select tenant.tenant_id, tenant.data ->> 'Name', person ->> 'Role'
            from app.mt_doc_tenantmembers as members
            join app.mt_doc_tenant as tenant on tenant.tenant_id = members.tenant_id
            cross join jsonb_array_elements(members.data -> 'People') as person
            where person ->> 'PersonId' = $1
                and (person ->> 'Joined')::bool
            order by tenant.tenant_id
            """);
        command.Parameters.AddWithValue(personId);

        var memberships = new List<Membership>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            memberships.Add(new Membership(reader.GetString(0), reader.GetString(1), Enum.Parse<Role>(reader.GetString(2))));
        return memberships;
    }
}
