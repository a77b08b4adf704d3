using Marten;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
        services.AddSingleton<IngestionMeter>();
        services.AddHostedService<UsageWriter>();

        services.AddSingleton<RequestRates>();
        services.AddSingleton<DeveloperRates>();
        services.AddSingleton<Admission>();
        services.AddSingleton<PostUsage>();
        services.AddSingleton<PostUsageBatch>();

        services.ConfigureMarten(options => options.Events.AddEventTypes([typeof(UsageRecorded), typeof(UsageHeld)]));
    }

    public static void MapIngestion(this IEndpointRouteBuilder routes)
    {
        PostUsage.Map(routes);
        PostUsageBatch.Map(routes);
    }
}
