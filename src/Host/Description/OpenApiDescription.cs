using Microsoft.OpenApi;

namespace Reo.Host.Description;

/// <summary>The description of the endpoints for programs (<c>/openapi/v1.json</c>) and for people (<c>/docs</c>).</summary>
internal static class OpenApiDescription
{
    public static void AddDescription(this WebApplicationBuilder builder) => builder.Services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Reo";
            document.Info.Description = "Product usage in, developers out. The usage endpoint is the Product API of Reo.Dev.";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = Credentials.Schemes;
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            operation.Security =
            [
                .. Credentials.TakenBy(context.Description).Select(
                    scheme => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] }),
            ];
            return Task.CompletedTask;
        });
    });

    public static void MapDescription(this WebApplication app) => app.MapOpenApi().AllowAnonymous();

    /// <summary>The page is open to all: it stands before authorisation.</summary>
    public static void UseDescriptionPage(this WebApplication app) => app.UseSwaggerUI(page =>
    {
        page.RoutePrefix = "docs";
        page.DocumentTitle = "Reo API";
        page.SwaggerEndpoint("/openapi/v1.json", "v1");
    });
}
