using System.CommandLine;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Reo.Tenancy.Tenants;
using Wolverine;

namespace Reo.Tenancy.ApiKeys;

internal static class ApiKeyCommands
{
    public static Command Create(RunOnHost run)
    {
        var generate = new Command("generate", "Generates an API key for a tenant, and prints it") { CommandOutput.Tenant };
        generate.SetAction((parse, cancellation) => run((services, inner) => GenerateAsync(services, parse, inner), cancellation));

        var list = new Command("list", "Lists a tenant's API keys, without their secrets") { CommandOutput.Tenant };
        list.SetAction((parse, cancellation) => run((services, inner) => ListAsync(services, parse, inner), cancellation));

        var keyId = new Argument<string>("key-id") { Description = "The public part of the key: the third part, between underscores" };
        var revoke = new Command("revoke", "Ends an API key of a tenant now") { keyId, CommandOutput.Tenant };
        revoke.SetAction((parse, cancellation) => run(
            (services, inner) => RevokeAsync(services, parse, parse.GetRequiredValue(keyId), inner), cancellation));

        return new Command("api-keys", "Generates, lists and revokes the API keys of a tenant") { generate, list, revoke };
    }

    private static async Task<int> GenerateAsync(IServiceProvider services, ParseResult command, CancellationToken cancellation)
    {
        var store = services.GetRequiredService<IDocumentStore>();
        var tenantId = command.GetRequiredValue(CommandOutput.Tenant);
        if (!await Tenant.IsThereAsync(store, tenantId, cancellation))
            return await command.RefusedAsync($"There is no tenant {tenantId}. Create it: tenants create {tenantId}");

        var generated = await services.GetRequiredService<IMessageBus>().InvokeForTenantAsync<GeneratedApiKey>(
            tenantId, new GenerateApiKey(Installation.CommandLine), cancellation);
        var key = await ApiKey.FindAsync(store, tenantId, generated.KeyId, cancellation);
        var shown = await RevealApiKey.RunAsync(
            store, services.GetRequiredService<ApiKeyCipher>(), services.GetRequiredService<TimeProvider>(), tenantId, key!, Installation.CommandLine, cancellation);
        return await command.DoneAsync(shown!);
    }

    private static async Task<int> ListAsync(IServiceProvider services, ParseResult command, CancellationToken cancellation)
    {
        var store = services.GetRequiredService<IDocumentStore>();
        var tenantId = command.GetRequiredValue(CommandOutput.Tenant);
        if (!await Tenant.IsThereAsync(store, tenantId, cancellation))
            return await command.RefusedAsync($"There is no tenant {tenantId}.");

        foreach (var key in await ListApiKeys.OfTenantAsync(store, services.GetRequiredService<TimeProvider>(), tenantId, cancellation))
            await command.DoneAsync($"{key.KeyId}\t{key.GeneratedAt:yyyy-MM-dd HH:mm}\t{(key.Working ? "working" : "ended")}{(key.EndsAt is { } end ? $" {end:yyyy-MM-dd HH:mm}" : "")}");
        return 0;
    }

    private static async Task<int> RevokeAsync(IServiceProvider services, ParseResult command, string keyId, CancellationToken cancellation)
    {
        var store = services.GetRequiredService<IDocumentStore>();
        var tenantId = command.GetRequiredValue(CommandOutput.Tenant);
        if (!TenantIds.IsValid(tenantId) || await ApiKey.FindAsync(store, tenantId, keyId, cancellation) is null)
            return await command.RefusedAsync($"Tenant {tenantId} has no key {keyId}. List them: api-keys list --tenant {tenantId}");

        await services.GetRequiredService<IMessageBus>().InvokeForTenantAsync(
            tenantId, new RevokeApiKey(keyId, Installation.CommandLine), cancellation);
        return await command.DoneAsync($"Key {keyId} has ended.");
    }
}
