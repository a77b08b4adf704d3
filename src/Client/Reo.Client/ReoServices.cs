using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Reo.Client;

/// <summary>Adds the client to a product's services.</summary>
public static class ReoServices
{
    /// <summary>
    /// Adds <see cref="IReoClient"/>. It begins to send when the host starts or when it is first asked for, and sends what is left when the
    /// host has stopped everything else.
    /// </summary>
    public static IServiceCollection AddReo(this IServiceCollection services, Action<ReoOptions> configure)
    {
        services.AddOptions<ReoOptions>().Configure(configure);
        services.TryAddSingleton(provider => new ReoClient(
            provider.GetRequiredService<IOptions<ReoOptions>>().Value,
            provider.GetService<ILoggerFactory>(),
            provider.GetService<IMeterFactory>(),
            provider.GetService<TimeProvider>()));
        services.TryAddSingleton<IReoClient>(provider => provider.GetRequiredService<ReoClient>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, FlushAtTheEnd>());
        return services;
    }

    /// <summary>After the other services have stopped, so that what they track while they stop is sent too.</summary>
    private sealed class FlushAtTheEnd(ReoClient client) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => client.EndAsync(cancellationToken);
    }
}
