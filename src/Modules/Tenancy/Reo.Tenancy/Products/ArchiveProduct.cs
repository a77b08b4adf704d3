using System.ComponentModel;
using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.Products;

internal static class ArchiveProduct
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/products/{product_id}/archive", HandleAsync)
        .RequireAuthorization(Access.ManageTenant)
        .WithName("ArchiveProduct")
        .WithTags("Products")
        .WithSummary("Takes a product out of use; what it posted stays")
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "product_id"), Description("The product's id")] string productId, ClaimsPrincipal caller, IDocumentStore store, CancellationToken cancellation) =>
        await RunAsync(store, caller, productId, cancellation) is { } problem ? problem : TypedResults.NoContent();

    /// <summary>Null when the product is out of use.</summary>
    public static async Task<ProblemHttpResult?> RunAsync(IDocumentStore store, ClaimsPrincipal caller, string productId, CancellationToken cancellation)
    {
        if (!Product.IsId(productId))
            return Problems.Of(ProductProblem.Unknown);

        await using var session = store.LightweightSession(caller.Tenant());
        var stream = await session.Events.FetchForWriting<Product>(Product.StreamOf(caller.Tenant(), productId), cancellation);
        if (stream.Aggregate is not { } product)
            return Problems.Of(ProductProblem.Unknown);

        if (product.Archive(caller.PersonId()) is { } archived)
        {
            stream.AppendOne(archived);
            await session.SaveChangesAsync(cancellation);
        }

        return null;
    }
}
