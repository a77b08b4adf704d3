using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reo.Tenancy.AccessTokens;
using Reo.Tenancy.ApiKeys;
using Reo.Tenancy.Contracts;
using Reo.Tenancy.SignIn;

namespace Reo.Tenancy;

/// <summary>Who a caller is, decided by the one credential of the request, and what each policy of <see cref="Access"/> asks of them.</summary>
internal static class CallerAuthentication
{
    private const string AnyScheme = "Reo";

    public static void AddCallers(this IServiceCollection services)
    {
        services.AddAuthentication(AnyScheme)
            .AddPolicyScheme(AnyScheme, displayName: null, options => options.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, configureOptions: null)
            .AddScheme<AuthenticationSchemeOptions, AccessTokenAuthentication>(AccessTokenAuthentication.SchemeName, configureOptions: null)
            .AddCookie(CookieSessions.Scheme, CookieSessions.Configure);

        services.AddSingleton<IAuthorizationMiddlewareResultHandler, NothingToProtect>();
        services.AddAuthorizationBuilder()
            .AddPolicy(Access.ReadOwnTenant, policy => policy.RequireClaim(Access.TenantClaim))
            .AddPolicy(Access.LinkIdentities, policy => policy
                .RequireClaim(Access.TenantClaim)
                .RequireAssertion(context => !context.User.HasClaim(claim => claim.Type == Access.PersonClaim) || context.User.IsInRole(Access.AdminRole)))
            .AddPolicy(Access.Person, policy => policy.RequireClaim(Access.PersonClaim))
            .AddPolicy(Access.SignedInPerson, policy => policy.RequireClaim(Access.PersonClaim).RequireClaim(CookieSessions.SessionClaim))
            .AddPolicy(Access.Operator, policy => policy.RequireClaim(Access.PersonClaim).RequireClaim(CallerClaims.Operator))
            .AddPolicy(Access.Member, policy => IsMember(policy))
            .AddPolicy(Access.ManageTenant, policy => IsMember(policy).RequireRole(Access.AdminRole))
            .SetFallbackPolicy(IsMember(new AuthorizationPolicyBuilder()).Build());
    }

    private static string SchemeOf(HttpContext context)
    {
        // Who may be anybody is not looked up: the write path checks its keys itself, without the database.
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return CookieSessions.Scheme;
        if (context.Request.Headers.ContainsKey(ApiKeyAuthentication.Header))
            return ApiKeyAuthentication.SchemeName;

        return AccessTokenAuthentication.IsPresented(context.Request) ? AccessTokenAuthentication.SchemeName : CookieSessions.Scheme;
    }

    private static AuthorizationPolicyBuilder IsMember(AuthorizationPolicyBuilder policy) =>
        policy.RequireClaim(Access.PersonClaim).RequireClaim(Access.TenantClaim);
}
