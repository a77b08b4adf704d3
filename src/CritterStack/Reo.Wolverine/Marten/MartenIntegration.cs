using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Wolverine.Persistence.Durability;
using Wolverine.Runtime;

namespace Wolverine.Marten;

public sealed class MartenIntegration
{
    /// <summary>The schema of the message storage's tables; the store's own, unless set.</summary>
    public string? MessageStorageSchemaName { get; set; }
}

public static class WolverineOptionsMartenExtensions
{
    /// <summary>Keeps messages in the store's database, so that they are committed together with its sessions.</summary>
    public static MartenServiceCollectionExtensions.MartenConfigurationExpression IntegrateWithWolverine(
        this MartenServiceCollectionExtensions.MartenConfigurationExpression expression,
        Action<MartenIntegration>? configure = null)
    {
        var integration = new MartenIntegration();
        configure?.Invoke(integration);

        var services = expression.Services;
        services.AddSingleton(provider =>
        {
            var store = provider.GetRequiredService<IDocumentStore>();
            return new MessageDatabase(integration.MessageStorageSchemaName ?? store.Options.DatabaseSchemaName, () => store.Storage.Database.CreateConnection());
        });
        services.AddSingleton<IMessageStore>(provider => provider.GetRequiredService<WolverineRuntime>().Store);
        services.AddScoped<IMartenOutbox>(provider =>
            new MartenOutbox(provider.GetRequiredService<WolverineRuntime>(), provider.GetRequiredService<IDocumentSession>()));
        services.Replace(ServiceDescriptor.Scoped(provider => provider.GetRequiredService<MessageScope>().OpenSession(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<ISessionFactory>())));
        services.Replace(ServiceDescriptor.Scoped(provider => provider.GetRequiredService<MessageScope>().OpenQuerySession(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<ISessionFactory>())));
        return expression;
    }
}
