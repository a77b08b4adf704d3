using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Reo.Dashboard.Navigation;

namespace Reo.Dashboard;

/// <summary>The pages that a module brings along: routable components of its assembly, and their entries in the menu.</summary>
public sealed record DashboardPages(Assembly Assembly, IReadOnlyList<NavigationItem> Items);

public static class DashboardPagesRegistration
{
    /// <summary>Called by a module's own <c>AddX()</c>; the host serves the pages of all modules together.</summary>
    public static void AddDashboardPages(this IServiceCollection services, Assembly assembly, params IReadOnlyList<NavigationItem> items) =>
        services.AddSingleton(new DashboardPages(assembly, items));
}
