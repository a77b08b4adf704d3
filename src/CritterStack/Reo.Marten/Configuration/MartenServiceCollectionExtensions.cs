using JasperFx.Events.Daemon;
using Marten.Events.Daemon;
using Marten.Schema;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Marten;

/// <summary>Another part of the store's configuration, applied after <c>AddMarten</c>'s own.</summary>
public interface IConfigureMarten
{
    void Configure(IServiceProvider services, StoreOptions options);
}

/// <summary>How the container opens its scoped sessions.</summary>
public interface ISessionFactory
{
    IQuerySession QuerySession();

    IDocumentSession OpenSession();
}

public static class MartenServiceCollectionExtensions
{
    public static MartenConfigurationExpression AddMarten(this IServiceCollection services, string connectionString) =>
        services.AddMarten(options => options.Connection(connectionString));

    public static MartenConfigurationExpression AddMarten(this IServiceCollection services, Action<StoreOptions> configure) =>
        services.AddMarten(_ =>
        {
            var options = new StoreOptions();
            configure(options);
            return options;
        });

    public static MartenConfigurationExpression AddMarten(this IServiceCollection services, Func<IServiceProvider, StoreOptions> optionSource)
    {
        services.AddSingleton(provider =>
        {
            var options = optionSource(provider);
            foreach (var part in provider.GetServices<IConfigureMarten>())
                part.Configure(provider, options);
            return options;
        });
        services.AddSingleton<IDocumentStore>(provider => new DocumentStore(provider.GetRequiredService<StoreOptions>()));
        services.TryAddSingleton<ISessionFactory>(provider => new LightweightSessionFactory(provider.GetRequiredService<IDocumentStore>()));
        services.AddScoped(provider => provider.GetRequiredService<ISessionFactory>().OpenSession());
        services.AddScoped(provider => provider.GetRequiredService<ISessionFactory>().QuerySession());
        return new MartenConfigurationExpression(services);
    }

    public static IServiceCollection ConfigureMarten(this IServiceCollection services, Action<StoreOptions> configure) =>
        services.ConfigureMarten((_, options) => configure(options));

    public static IServiceCollection ConfigureMarten(this IServiceCollection services, Action<IServiceProvider, StoreOptions> configure) =>
        services.AddSingleton<IConfigureMarten>(new ConfigurePart(configure));

    public sealed class MartenConfigurationExpression
    {
        internal MartenConfigurationExpression(IServiceCollection services) => Services = services;

        public IServiceCollection Services { get; }

        /// <summary>Sessions without identity map or change tracking; the only kind supplied.</summary>
        public MartenConfigurationExpression UseLightweightSessions() => this;

        /// <summary>Opens the container's sessions by another factory.</summary>
        public MartenConfigurationExpression BuildSessionsWith<T>(ServiceLifetime lifetime = ServiceLifetime.Singleton) where T : class, ISessionFactory
        {
            Services.Replace(new ServiceDescriptor(typeof(ISessionFactory), typeof(T), lifetime));
            return this;
        }

        /// <summary>Creates the tables before the host starts anything that was registered later.</summary>
        public MartenConfigurationExpression ApplyAllDatabaseChangesOnStartup()
        {
            Services.AddHostedService<SchemaAtStart>();
            return this;
        }

        public MartenConfigurationExpression AddAsyncDaemon(DaemonMode mode)
        {
            ProjectionDaemon.AddTo(Services, mode);
            return this;
        }

        /// <summary>Takes the container's <see cref="NpgsqlDataSource"/>.</summary>
        public MartenConfigurationExpression UseNpgsqlDataSource(object? serviceKey = null)
        {
            Services.ConfigureMarten((provider, options) => options.Connection(provider.GetRequiredKeyedService<NpgsqlDataSource>(serviceKey)));
            return this;
        }
    }

    private sealed class ConfigurePart(Action<IServiceProvider, StoreOptions> configure) : IConfigureMarten
    {
        public void Configure(IServiceProvider services, StoreOptions options) => configure(services, options);
    }

    private sealed class LightweightSessionFactory(IDocumentStore store) : ISessionFactory
    {
        public IQuerySession QuerySession() => store.QuerySession();

        public IDocumentSession OpenSession() => store.LightweightSession();
    }
}
