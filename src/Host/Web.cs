using System.Text.Json;
using System.Text.Json.Serialization;
using Reo.Host.Dashboard;
using Reo.Host.Database;
using Reo.Host.Description;
using Reo.Tenancy;

namespace Reo.Host;

/// <summary>What every request meets, whichever module answers it.</summary>
internal static class Web
{
    public static void AddWeb(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
        });
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<UnreadableRequestAnswer>();
        builder.Services.AddExceptionHandler<OutageAnswer>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddDescription();
    }

    public static void UseWeb(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseDescriptionPage();
        app.UseContentSecurity();
        app.UseTenancy();
        app.UseAntiforgery();
    }
}
