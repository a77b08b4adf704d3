using Marten;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reo.Ingestion.ApiKeys;
using Reo.Ingestion.Contracts;
using Reo.Ingestion.Node;
using Reo.Ingestion.Plan;
using Reo.Ingestion.Usage;
using Reo.Ingestion.Writing;

namespace Reo.Ingestion;

public static class IngestionModule
{
    /// <summary>Call it before Marten and the web server are added: hosted services start in that order, and this one makes tables.</summary>
    public static IServiceCollection AddIngestion(this IServiceCollection services)
    {
        services.AddOptions<IngestionOptions>().BindConfiguration("Ingestion");
        services.AddSingleton<KnownApiKeys>();
        services.AddSingleton<KnownPlans>();
        services.AddHostedService<NodeMemory>();

        services.AddSingleton<UsageStore>();
        services.AddSingleton<UsageQueue>();
        services.AddHostedService<UsageWriter>();
        services.AddSingleton<PostUsage>();

        services.ConfigureMarten(options => options.Events.AddEventTypes([typeof(UsageRecorded), typeof(UsageHeld)]));
        return services;
    }

    public static IEndpointRouteBuilder MapIngestion(this IEndpointRouteBuilder routes)
    {
        PostUsage.Map(routes);
        return routes;
    }
}
