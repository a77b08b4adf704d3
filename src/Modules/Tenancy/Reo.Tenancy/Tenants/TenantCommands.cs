using System.CommandLine;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Wolverine;

namespace Reo.Tenancy.Tenants;

internal static class TenantCommands
{
    public static Command Create(RunOnHost run)
    {
        var id = new Argument<string>("id") { Description = "2 to 40 lower-case letters, digits and inner hyphens" };
        var name = new Option<string?>("--name") { Description = "What people call it. Default: the id", HelpName = "text" };
        var create = new Command("create", "Creates a tenant") { id, name };
        create.SetAction((parse, cancellation) => run(
            (services, inner) => CreateAsync(services, parse, parse.GetRequiredValue(id), parse.GetValue(name), inner), cancellation));

        var list = new Command("list", "Lists the tenants of this installation");
        list.SetAction((parse, cancellation) => run((services, inner) => ListAsync(services, parse, inner), cancellation));

        return new Command("tenants", "Creates and lists tenants") { create, list };
    }

    private static async Task<int> CreateAsync(IServiceProvider services, ParseResult command, string id, string? name, CancellationToken cancellation)
    {
        var problem = await CreateTenant.RunAsync(
            services.GetRequiredService<IDocumentStore>(), services.GetRequiredService<IMessageBus>(), id, name ?? id, cancellation);
        return problem is null
            ? await command.DoneAsync($"Tenant {id} is created. Its first Admin: members create-admin --tenant {id} --email NAME@HOST")
            : await command.RefusedAsync($"{id}: {Problems.Of(problem.Value).ProblemDetails.Detail}");
    }

    private static async Task<int> ListAsync(IServiceProvider services, ParseResult command, CancellationToken cancellation)
    {
        await using var select = services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            """
            select tenant_id, data ->> 'Name'
            from app.mt_doc_tenant
            order by tenant_id
            """);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            await command.DoneAsync($"{reader.GetString(0)}\t{reader.GetString(1)}");
        return 0;
    }
}
