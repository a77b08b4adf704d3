using System.CommandLine;
using Marten;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reo.Dashboard;
using Reo.Ingestion.ApiKeys;
using Reo.Ingestion.Contracts;
using Reo.Ingestion.Erasure;
using Reo.Ingestion.Health;
using Reo.Ingestion.HeldEvents;
using Reo.Ingestion.Import;
using Reo.Ingestion.Node;
using Reo.Ingestion.Plan;
using Reo.Ingestion.Usage;
using Reo.Ingestion.Writing;

namespace Reo.Ingestion;

public static class IngestionModule
{
    /// <summary>Call it before Marten and the web server are added: hosted services start in that order, and this one makes tables.</summary>
    public static void AddIngestion(this IHostApplicationBuilder builder)
    {
        // Else .NET takes a gzip that breaks off for one that ends there.
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

        var services = builder.Services;
        services.AddOptions<IngestionOptions>().BindConfiguration("Ingestion").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<KnownApiKeys>();
        services.AddSingleton<KnownPlans>();
        services.AddHostedService<NodeMemory>();

        services.AddSingleton<UsageStore>();
        services.AddSingleton<UsageQueue>();
        services.AddSingleton<UsageOutcomes>();
        services.AddSingleton<IngestionMeter>();
        services.AddHostedService<OutcomesByHour>();
        services.AddSingleton<ViewsDelay>();
        services.AddHostedService(provider => provider.GetRequiredService<ViewsDelay>());
        services.AddHostedService<UsageWriter>();
        services.AddDashboardPages(typeof(IngestionModule).Assembly);

        services.AddSingleton<RequestRates>();
        services.AddSingleton<DeveloperRates>();
        services.AddSingleton<Admission>();
        services.AddSingleton<PostUsage>();
        services.AddSingleton<PostUsageBatch>();

        services.AddSingleton<ReleaseHeldUsage>();
        services.AddSingleton<AnnounceHeldUsage>();
        services.AddHostedService<HeldUsageSweep>();

        services.AddSingleton<KnownTenants>();
        services.AddSingleton<ImportUsage>();

        services.ConfigureMarten(options => options.Events.AddEventTypes(
            [typeof(UsageRecorded), typeof(UsageHeld), typeof(HeldUsageDiscarded), typeof(DeveloperDataErased)]));
    }

    /// <summary>The module's part of the host's command line.</summary>
    /// <param name="run">Runs a command's work with the host's services; returns the exit code.</param>
    public static IEnumerable<Command> Commands(Func<Func<IServiceProvider, CancellationToken, Task<int>>, CancellationToken, Task<int>> run) =>
        [ImportCommand.Create(run)];

    public static void MapIngestion(this IEndpointRouteBuilder routes)
    {
        PostUsage.Map(routes);
        PostUsageBatch.Map(routes);
        ShowIngestionHealth.Map(routes);
        ListHeldUsage.Map(routes);
        DiscardHeldUsage.Map(routes);
        EraseDeveloperEndpoint.Map(routes);
    }
}
