using JasperFx.Events.Projections;
using Marten;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Reo.Tenancy.ApiKeys;
using Reo.Tenancy.Contracts;
using Reo.Tenancy.KeyRing;
using Reo.Tenancy.Tenants;

namespace Reo.Tenancy;

public static class TenancyModule
{
    /// <summary>Call it before Marten and the web server are added: hosted services start in that order, and this one makes a table.</summary>
    public static void AddTenancy(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHostedService<KeyRingTable>();
        services.AddDataProtection().SetApplicationName("Reo");
        services.AddOptions<KeyManagementOptions>()
            .Configure<NpgsqlDataSource>((options, database) => options.XmlRepository = new PostgresKeyRing(database));
        services.AddSingleton<ApiKeyCipher>();

        // Without it the only scheme authenticates every request, and every posted event would cost a query.
        AppContext.SetSwitch("Microsoft.AspNetCore.Authentication.SuppressAutoDefaultScheme", true);
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null);
        services.AddAuthorizationBuilder().AddPolicy(Access.ReadOwnTenant, policy => policy
            .AddAuthenticationSchemes(ApiKeyAuthentication.SchemeName)
            .RequireClaim(Access.TenantClaim));

        services.ConfigureMarten(options =>
        {
            options.Events.AddEventTypes([typeof(TenantRegistered), typeof(ApiKeyGenerated), typeof(ApiKeyRevealed), typeof(ApiKeyRevoked)]);
            options.Projections.Add<TenantProjection>(ProjectionLifecycle.Inline);
            options.Projections.Add<ApiKeyProjection>(ProjectionLifecycle.Inline);
            options.Schema.For<ApiKeySecret>();
        });
    }
}
