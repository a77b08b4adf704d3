using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Developers;

internal static class DeveloperRoutes
{
    /// <summary>What all reading of one developer has in common.</summary>
    public static RouteHandlerBuilder OfDeveloper(this RouteHandlerBuilder route) => route
        .RequireAuthorization(Access.ReadOwnTenant)
        .WithTags("Developers")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status404NotFound);
}
