using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Reo.Tenancy;

/// <summary>
/// A path, method or content type that no endpoint has is answered 404, 405 or 415 to everybody: a mistyped request is no question of
/// rights. Whatever is mapped is a <see cref="RouteEndpoint"/>; the framework's own refusals are not.
/// </summary>
internal sealed class NothingToProtect : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler framework = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        context.GetEndpoint() is not RouteEndpoint ? next(context) : framework.HandleAsync(next, context, policy, authorizeResult);
}
