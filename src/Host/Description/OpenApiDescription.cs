using Microsoft.OpenApi;

namespace Reo.Host.Description;

/// <summary>The description of the endpoints for programs (<c>/openapi/v1.json</c>) and for people (<c>/docs</c>).</summary>
internal static class OpenApiDescription
{
    private const string ApiKey = "ApiKey";

    public static void AddDescription(this WebApplicationBuilder builder) => builder.Services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Reo";
            document.Info.Description = "Product usage in, developers out. The usage endpoint is the Product API of Reo.Dev.";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [ApiKey] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey,
                    In = ParameterLocation.Header,
                    Name = "X-API-KEY",
                    Description = "An API key of the tenant: it posts usage and reads the tenant's own views.",
                },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiKey, context.Document)] = [] }];
            return Task.CompletedTask;
        });
    });

    public static void MapDescription(this WebApplication app)
    {
        app.MapOpenApi();
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "Reo API";
            page.SwaggerEndpoint("/openapi/v1.json", "v1");
        });
    }
}
