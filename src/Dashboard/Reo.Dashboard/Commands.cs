using Microsoft.Extensions.DependencyInjection;
using Wolverine;

namespace Reo.Dashboard;

/// <summary>
/// Sends a module's own commands from its pages. A page lives as long as somebody looks at it; each command gets a scope of its own, as a
/// request gives it.
/// </summary>
public sealed class Commands(IServiceScopeFactory scopes)
{
    /// <summary>Runs what an endpoint runs with the bus of its request.</summary>
    public async Task<TAnswer> WithBusAsync<TAnswer>(Func<IMessageBus, Task<TAnswer>> run)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await run(scope.ServiceProvider.GetRequiredService<IMessageBus>());
    }

    /// <param name="tenantId">Of the <see cref="Caller"/>.</param>
    /// <param name="command">What the endpoint for the same thing sends.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<TAnswer> InvokeAsync<TAnswer>(string tenantId, object command, CancellationToken cancellation) =>
        WithBusAsync(bus => bus.InvokeForTenantAsync<TAnswer>(tenantId, command, cancellation));
}
