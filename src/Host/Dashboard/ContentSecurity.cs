using Microsoft.AspNetCore.Components.Endpoints;

namespace Reo.Host.Dashboard;

/// <summary>
/// What a browser may do with a page: nothing but what this host serves, no script in the page itself, in nobody's frame. Styles may
/// stand in elements, because the component library places things with them.
/// </summary>
internal static class ContentSecurity
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
        + " form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    public static void UseContentSecurity(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is null)
            return next(context);

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        return next(context);
    });
}
