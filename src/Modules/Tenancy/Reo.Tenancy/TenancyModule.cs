using System.CommandLine;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Reo.Dashboard;
using Reo.Dashboard.Navigation;
using Reo.Tenancy.AccessTokens;
using Reo.Tenancy.ApiKeys;
using Reo.Tenancy.Contracts;
using Reo.Tenancy.KeyRing;
using Reo.Tenancy.Members;
using Reo.Tenancy.Products;
using Reo.Tenancy.SignIn;
using Reo.Tenancy.Tenants;

namespace Reo.Tenancy;

public static class TenancyModule
{
    internal static Type[] EventTypes =>
    [
        typeof(TenantRegistered),
        typeof(ApiKeyGenerated), typeof(ApiKeyRevealed), typeof(ApiKeyRevoked),
        typeof(PersonRegistered), typeof(PasswordSet), typeof(SignInLocked), typeof(OperatorAppointed), typeof(OperatorDismissed),
        typeof(MemberInvited), typeof(MemberJoined), typeof(RoleChanged), typeof(MemberRemoved),
        typeof(AccessTokenCreated), typeof(AccessTokenRevoked),
        typeof(ProductRegistered), typeof(ProductRenamed), typeof(ProductArchived),
    ];

    /// <summary>Call it before Marten and the web server are added: hosted services start in that order, and this one makes a table.</summary>
    public static void AddTenancy(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHostedService<KeyRingTable>();
        services.AddDataProtection().SetApplicationName("Reo");
        services.AddOptions<KeyManagementOptions>()
            .Configure<NpgsqlDataSource>((options, database) => options.XmlRepository = new PostgresKeyRing(database));
        services.AddSingleton<ApiKeyCipher>();

        services.AddHostedService<SignInAttemptsTable>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<SignInAttempts>();
        services.AddRateLimiter(options => options.AddPolicy<string, SignInRateLimit>(SignInRateLimit.Policy));
        services.AddCallers();
        services.AddScoped<AuthenticationStateProvider, BrowserCaller>();
        services.AddSingleton<PersonNames>(provider => (ids, cancellation) => Person.EmailsAsync(provider.GetRequiredService<IDocumentStore>(), ids, cancellation));
        services.AddDashboardPages(
            typeof(TenancyModule).Assembly,
            new NavigationItem(Sections.Settings, "Products", "/settings/products", "category", 20),
            new NavigationItem(Sections.Settings, "API keys", "/settings/api-keys", "key", 30),
            new NavigationItem(Sections.Settings, "Members", "/settings/members", "group", 40),
            new NavigationItem(Sections.Settings, "Your account", "/settings/me", "person", 90));

        services.ConfigureMarten(options =>
        {
            options.Events.AddEventTypes([.. EventTypes]);
            options.Projections.Add<TenantProjection>(ProjectionLifecycle.Inline);
            options.Projections.Add<ApiKeyProjection>(ProjectionLifecycle.Inline);
            options.Projections.Add<TenantMembersProjection>(ProjectionLifecycle.Inline);
            options.Projections.Add<PersonProjection>(ProjectionLifecycle.Inline);
            options.Projections.Add<AccessTokenProjection>(ProjectionLifecycle.Inline);
            options.Projections.Add<ProductProjection>(ProjectionLifecycle.Inline);
            options.Schema.For<ApiKeySecret>();
            options.Schema.For<PersonEmail>();
            options.Schema.For<PersonPassword>();
            options.Schema.For<Invitation>();
            options.Schema.For<Session>();
            options.Schema.For<AccessTokenUse>();
        });
    }

    /// <summary>Who the caller is, and whether they may: before the endpoints, after everything that is open to all.</summary>
    public static IApplicationBuilder UseTenancy(this IApplicationBuilder app) => app
        .UseRateLimiter()
        .UseMiddleware<SameOrigin>()
        .UseAuthentication()
        .UseAuthorization();

    /// <summary>The module's part of the host's command line.</summary>
    public static IEnumerable<Command> Commands(RunOnHost run) =>
        [TenantCommands.Create(run), MemberCommands.Create(run), OperatorCommands.Create(run), ApiKeyCommands.Create(run)];

    public static IEndpointRouteBuilder MapTenancy(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1")
            .AddEndpointFilter(Problems.AnswerAsync)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        SignInWithPassword.Map(api);
        SignOut.Map(api);
        AcceptInvitation.Map(api);
        Me.Map(api);
        SwitchTenant.Map(api);
        ChangePassword.Map(api);
        ListTenants.Map(api);
        CreateTenant.Map(api);
        ListMembers.Map(api);
        InviteMember.Map(api);
        ChangeRole.Map(api);
        RemoveMember.Map(api);
        ListProducts.Map(api);
        RegisterProduct.Map(api);
        RenameProduct.Map(api);
        ArchiveProduct.Map(api);
        ListApiKeys.Map(api);
        GenerateApiKeyEndpoint.Map(api);
        RotateApiKeyEndpoint.Map(api);
        RevokeApiKeyEndpoint.Map(api);
        RevealApiKey.Map(api);
        AuditApiKey.Map(api);
        CreateAccessToken.Map(api);
        ListAccessTokens.Map(api);
        RevokeAccessToken.Map(api);
        return routes;
    }
}
