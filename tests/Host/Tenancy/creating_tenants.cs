using Reo.Tenancy.Members;

namespace Reo.Host.Tests.Tenancy;

[Collection(nameof(TenancyHost))]
public sealed class creating_tenants(TenancyHost host)
{
    [Fact]
    public async Task is_for_operators_who_become_the_first_admin()
    {
        var person = await host.TenantAsync("operator-home");
        await host.PostAsync(person.Cookie, "/api/v1/tenants", 403, new { id = "operator-new", name = "New" });
        await using (var installation = host.Store.LightweightSession("_installation"))
        {
            installation.Events.Append(Person.StreamOf(person.Id), new OperatorAppointed("command line"));
            await installation.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await host.PostAsync(person.Cookie, "/api/v1/tenants", 201, new { id = "operator-new", name = "New" });

        await host.PostAsync(person.Cookie, "/api/v1/me/tenant", 200, new { tenant = "operator-new" });
        await host.ApiKeyAsync(person);
        await host.PostAsync(person.Cookie, "/api/v1/tenants", 409, new { id = "operator-new", name = "Again" });
        await host.PostAsync(person.Cookie, "/api/v1/tenants", 400, new { id = "Operator_New", name = "New" });
        await host.PostAsync(person.Cookie, "/api/v1/tenants", 400, new { id = "operator-newer", name = "" });
    }
}
