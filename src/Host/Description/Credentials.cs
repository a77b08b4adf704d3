using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;
using Reo.Tenancy.Contracts;

namespace Reo.Host.Description;

/// <summary>Which credentials there are, and which an endpoint takes; read from the policies that guard it.</summary>
internal static class Credentials
{
    private const string ApiKey = "ApiKey";
    private const string AccessToken = "AccessToken";
    private const string Cookie = "Cookie";

    /// <summary>The routes of the Product API are open to the framework and look at the key themselves.</summary>
    private const string ProductApi = "api/product/";

    public static Dictionary<string, IOpenApiSecurityScheme> Schemes => new()
    {
        [ApiKey] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "X-API-KEY",
            Description = "An API key of the tenant: it posts usage, links identities, and reads the tenant's own views.",
        },
        [AccessToken] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A personal access token (reo_pat_…): it does what its owner's role in the token's tenant allows.",
        },
        [Cookie] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = "reo_session",
            Description = "The cookie of POST /api/v1/sign-in.",
        },
    };

    public static IReadOnlyList<string> TakenBy(ApiDescription endpoint)
    {
        var metadata = endpoint.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IAllowAnonymous>().Any())
            return endpoint.RelativePath?.StartsWith(ProductApi, StringComparison.Ordinal) is true ? [ApiKey] : [];

        var policies = metadata.OfType<IAuthorizeData>().Select(authorize => authorize.Policy).ToList();
        if (policies.Contains(Access.SignedInPerson))
            return [Cookie];

        return policies.Contains(Access.ReadOwnTenant) || policies.Contains(Access.LinkIdentities) ? [ApiKey, AccessToken, Cookie] : [AccessToken, Cookie];
    }
}
