using System.CommandLine;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reo.Dashboard;
using Reo.Dashboard.Navigation;
using Reo.Metrics.Companies;
using Reo.Metrics.Developers;
using Reo.Metrics.Identities;
using Reo.Metrics.Overview;
using Reo.Metrics.Plan;
using Reo.Metrics.Rebuilds;
using Reo.Metrics.Recognition;
using Reo.Metrics.Reports;
using Reo.Metrics.Segments;
using Reo.Metrics.Views;
using Reo.Metrics.Webhooks;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics;

public static class MetricsModule
{
    /// <summary>Call it before Marten and the web server are added: hosted services start in that order, and this one makes tables.</summary>
    public static void AddMetrics(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(new ViewsVersion(ViewTables.Version));
        services.AddHostedService<MetricsTables>();
        services.AddSingleton<ImportIpRanges>();
        services.AddSingleton<RebuildLog>();
        services.AddSingleton<BuildViews>();
        services.AddSingleton<RebuildViews>();
        services.AddSingleton<VerifyViews>();
        services.AddSingleton<ListProjections>();
        services.AddSingleton<RebuildRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<RebuildRunner>());
        services.AddHostedService<UpgradeViews>();
        services.AddSingleton<ReportSources>();
        services.AddSingleton<ReadOverview>();

        services.AddOptions<WebhookOptions>().BindConfiguration("Webhooks").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookDeliveries>();
        services.AddSingleton<DueSegments>();
        services.AddSingleton<SegmentWebhooks>();
        services.AddHostedService<SegmentWatch>();
        services.AddDashboardPages(
            typeof(MetricsModule).Assembly,
            new NavigationItem(Sections.Usage, "Developers", "/developers", "group", 10),
            new NavigationItem(Sections.Usage, "Companies", "/companies", "business", 20),
            new NavigationItem(Sections.Reports, "Usage", "/reports/usage", "bar_chart", 10),
            new NavigationItem(Sections.Reports, "Active developers", "/reports/active", "show_chart", 20),
            new NavigationItem(Sections.Reports, "Retention", "/reports/retention", "groups", 30),
            new NavigationItem(Sections.Reports, "Funnel", "/reports/funnel", "filter_alt", 40),
            new NavigationItem(Sections.Operations, "Projections", "/operations/projections", "schema", 10, Access.ManageTenant),
            new NavigationItem(Sections.Settings, "Product usage", "/settings/product-usage", "tune", 10),
            new NavigationItem(Sections.Settings, "Company rules", "/settings/company-rules", "domain", 50),
            new NavigationItem(Sections.Settings, "Webhooks", "/settings/webhooks", "webhook", 60, Access.ManageTenant));
        services.ConfigureMarten((provider, options) =>
        {
            options.Events.AddEventTypes([typeof(MetricConfigured), typeof(MetricArchived)]);
            options.Events.AddEventTypes([typeof(IdentitiesLinked), typeof(IdentitiesUnlinked), typeof(CompanyAssigned), typeof(CompanyUnassigned)]);
            options.Projections.Add<MetricPlanProjection>(ProjectionLifecycle.Inline);
            options.Projections.Add<IdentityLinkProjection>(ProjectionLifecycle.Live);
            options.Projections.Add<CompanyAssignmentProjection>(ProjectionLifecycle.Live);
            options.Projections.Add(
                new ViewsProjection(provider.GetRequiredService<ViewsVersion>()), ProjectionLifecycle.Async, ViewTables.ProjectionName);
        });
    }

    /// <summary>The module's part of the host's command line.</summary>
    /// <param name="run">Runs a command's work with the host's services; returns the exit code.</param>
    public static IEnumerable<Command> Commands(Func<Func<IServiceProvider, CancellationToken, Task<int>>, CancellationToken, Task<int>> run) =>
        [IpRangesCommand.Create(run), ProjectionCommands.Create(run), ReportCommands.Create(run)];

    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        ListDevelopers.Map(routes);
        ShowDeveloper.Map(routes);
        ListActivities.Map(routes);
        ListRawUsage.Map(routes);
        LinkIdentities.Map(routes);
        AssignCompany.Map(routes);
        ListAssignments.Map(routes);
        ListCompanies.Map(routes);
        ShowCompany.Map(routes);
        ReportEndpoints.Map(routes);
        ReadSegments.Map(routes);
        SaveSegment.Map(routes);
        WebhookEndpoints.Map(routes);
        ShowPlan.Map(routes);
        ServePlanFile.Map(routes);
        ListNotConfigured.Map(routes);
        ConfigureMetricEndpoint.Map(routes);
        ArchiveMetricEndpoint.Map(routes);
        ProjectionEndpoints.Map(routes);
    }
}
