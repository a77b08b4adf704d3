using Microsoft.AspNetCore.Components.Server;
using Radzen;
using Reo.Dashboard;

namespace Reo.Host.Dashboard;

/// <summary>Serves the pages of all modules: rendered here, kept alive over one connection a browser.</summary>
internal static class DashboardShell
{
    /// <summary>What a page shows travels back when its connection begins; the framework's 32 KB are less than a long table.</summary>
    private const long LargestMessage = 4 * 1024 * 1024;

    public static void AddDashboard(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents()
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = LargestMessage);
        builder.Services.Configure<CircuitOptions>(circuits => circuits.DetailedErrors = builder.Environment.IsDevelopment());
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddRadzenComponents();
        builder.Services.AddScoped<Caller>();
        builder.Services.AddScoped<Commands>();
    }

    public static void MapDashboard(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null)
            .AddAdditionalAssemblies([.. app.Services.GetServices<DashboardPages>().Select(pages => pages.Assembly)]);
    }
}
