using Microsoft.AspNetCore.Http;
using Reo.Tenancy.AccessTokens;
using Reo.Tenancy.ApiKeys;

namespace Reo.Tenancy.SignIn;

/// <summary>
/// A page of another site cannot make a browser change anything here: browsers say where a request comes from in <c>Sec-Fetch-Site</c>,
/// older ones in <c>Origin</c>. A request with neither is no browser's. A key or token in a header is never sent by a browser unasked.
/// </summary>
internal sealed class SameOrigin(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        IsSafe(context.Request) ? next(context) : Problems.OtherSite.ExecuteAsync(context);

    internal static bool IsSafe(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            return true;
        if (!request.Cookies.ContainsKey(CookieSessions.CookieName) && !request.Path.StartsWithSegments("/api/v1", StringComparison.OrdinalIgnoreCase))
            return true;
        if (request.Headers.ContainsKey(ApiKeyAuthentication.Header) || AccessTokenAuthentication.IsPresented(request))
            return true;

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site is "same-origin" or "none";

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || (Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
