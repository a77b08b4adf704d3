using System.ComponentModel;
using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Ingestion.Contracts;
using Reo.Tenancy.Contracts;
using Wolverine;

namespace Reo.Ingestion.Erasure;

/// <summary>Masks a developer in the raw events of the tenant that the message is sent for; see docs/decisions/0010-held-events-and-erasure.md.</summary>
/// <param name="DeveloperId">Type and canonical id, for example <c>github/michaelbevan</c>.</param>
/// <param name="By">Who asks, for the audit.</param>
public sealed record EraseDeveloper(string DeveloperId, string By);

/// <summary>How many events had personal data of the developer; none when there is no such developer.</summary>
public sealed record ErasureAnswer(long Events);

public static class EraseDeveloperHandler
{
    public static async Task<(ErasureAnswer, DeveloperErased?)> HandleAsync(
        EraseDeveloper command, IDocumentSession session, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var developer = ErasedDeveloper.New(session.TenantId, command.DeveloperId);
        var events = await developer.CountAsync(database, cancellation);
        if (events == 0)
            return (new ErasureAnswer(0), null);

        developer.MaskStream(session);
        developer.MaskHeld(session);
        session.Events.Append($"{session.TenantId}/erasures", new DeveloperDataErased(events, command.By));
        return (new ErasureAnswer(events), new DeveloperErased(command.DeveloperId, developer.ErasedAs));
    }
}

internal static class EraseDeveloperEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/api/v1/developers/{**developer_id}", HandleAsync)
        .RequireAuthorization(Access.ManageTenant)
        .WithName("EraseDeveloper")
        .WithTags("Developers")
        .WithSummary("Erases a developer's personal data from the raw events and the views; the counts stay, and it cannot be undone")
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        [Description("As GET /api/v1/developers shows it")][Microsoft.AspNetCore.Mvc.FromRoute(Name = "developer_id")] string developerId,
        ClaimsPrincipal caller,
        IMessageBus bus,
        CancellationToken cancellation)
    {
        var id = developerId.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var answer = await bus.InvokeForTenantAsync<ErasureAnswer>(caller.Tenant(), new EraseDeveloper(id, caller.PersonId()), cancellation);
        return answer.Events == 0 ? Problems.DeveloperUnknown : TypedResults.NoContent();
    }
}
