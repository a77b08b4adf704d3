using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;
using Reo.Tenancy.Members;
using Wolverine;

namespace Reo.Tenancy.Tenants;

/// <param name="Id">2 to 40 lower-case letters, digits and inner hyphens. It stands in every API key and cannot be changed.</param>
/// <param name="Name">What people call it, 1 to 100 characters.</param>
internal sealed record CreateTenantRequest(string Id, string Name);

/// <summary>Why a tenant was not created.</summary>
internal enum TenantProblem
{
    IdNotUsable,
    NameNotUsable,
    AlreadyThere,
}

internal static class CreateTenant
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tenants", HandleAsync)
        .RequireAuthorization(Access.Operator)
        .WithName("CreateTenant")
        .WithTags("Tenants")
        .WithSummary("Creates a tenant with the caller as its first Admin; for operators of the installation")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Created<Membership>, ProblemHttpResult>> HandleAsync(
        CreateTenantRequest request, ClaimsPrincipal caller, IDocumentStore store, IMessageBus bus, CancellationToken cancellation)
    {
        if (await RunAsync(store, bus, request.Id, request.Name, cancellation) is { } problem)
            return Problems.Of(problem);

        await using var session = store.LightweightSession(request.Id);
        session.Events.StartStream<TenantMembers>(
            TenantMembers.StreamOf(request.Id),
            new MemberInvited(caller.PersonId(), Role.Admin, caller.PersonId()),
            new MemberJoined(caller.PersonId()));
        await session.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/v1/tenants/{request.Id}", new Membership(request.Id, request.Name.Trim(), Role.Admin));
    }

    /// <summary>Null when the tenant was created.</summary>
    public static async Task<TenantProblem?> RunAsync(
        IDocumentStore store, IMessageBus bus, string id, string name, CancellationToken cancellation)
    {
        if (!TenantIds.IsValid(id))
            return TenantProblem.IdNotUsable;
        if (!Names.IsUsable(name))
            return TenantProblem.NameNotUsable;

        if (await Tenant.IsThereAsync(store, id, cancellation))
            return TenantProblem.AlreadyThere;

        await bus.InvokeForTenantAsync(id, new RegisterTenant(name.Trim()), cancellation);
        return null;
    }
}
