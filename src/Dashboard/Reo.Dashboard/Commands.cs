using Microsoft.Extensions.DependencyInjection;
using Wolverine;

namespace Reo.Dashboard;

/// <summary>
/// Sends a module's own commands from its pages. A page lives as long as somebody looks at it; each command gets a scope of its own, as a
/// request gives it.
/// </summary>
public sealed class Commands(IServiceScopeFactory scopes)
{
    /// <param name="tenantId">Of the <see cref="Caller"/>.</param>
    /// <param name="command">What the endpoint for the same thing sends.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<TAnswer> InvokeAsync<TAnswer>(string tenantId, object command, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeForTenantAsync<TAnswer>(tenantId, command, cancellation);
    }
}
