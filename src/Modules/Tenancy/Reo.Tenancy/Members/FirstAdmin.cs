using Marten;
using Microsoft.Extensions.DependencyInjection;
using Reo.Tenancy.SignIn;

namespace Reo.Tenancy.Members;

/// <summary>An Admin with a generated password, for a tenant to try things with. No other installation gets an account by itself.</summary>
public static class FirstAdmin
{
    private const string By = "start in Development";

    /// <summary>The password, known to nobody else and kept nowhere; null when the tenant has members already.</summary>
    public static async Task<string?> EnsureAsync(IServiceProvider services, string tenantId, string email, CancellationToken cancellation)
    {
        await using var session = services.GetRequiredService<IDocumentStore>().LightweightSession(tenantId);
        var installation = session.ForTenant(Installation.TenantId);
        var address = EmailAddress.Read(email) ?? throw new ArgumentException($"'{email}' is no e-mail address.", nameof(email));
        if (await session.LoadAsync<TenantMembers>(TenantMembers.StreamOf(tenantId), cancellation) is not null
            || await Person.FindAsync(installation, address, cancellation) is not null)
        {
            return null;
        }

        var password = Secrets.NewSecret()[..20];
        var person = Person.Register(installation, address, new PasswordSet());
        installation.Store(new PersonPassword(
            person.PersonId, await services.GetRequiredService<Passwords>().HashAsync(password, cancellation)));
        session.Events.StartStream<TenantMembers>(
            TenantMembers.StreamOf(tenantId), new MemberInvited(person.PersonId, Role.Admin, By), new MemberJoined(person.PersonId));
        await session.SaveChangesAsync(cancellation);
        return password;
    }
}
