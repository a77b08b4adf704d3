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

/// <param name="Name">What people call it from now on, 1 to 100 characters.</param>
internal sealed record RenameProductRequest(string Name);

internal static class RenameProduct
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/products/{product_id}/name", HandleAsync)
        .RequireAuthorization(Access.ManageTenant)
        .WithName("RenameProduct")
        .WithTags("Products")
        .WithSummary("Gives a product another name; its id stays")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "product_id"), Description("The product's id")] string productId, RenameProductRequest request, ClaimsPrincipal caller, IDocumentStore store,
        CancellationToken cancellation) =>
        await RunAsync(store, caller, productId, request.Name, cancellation) is { } problem ? problem : TypedResults.NoContent();

    /// <summary>Null when the product has the name.</summary>
    public static async Task<ProblemHttpResult?> RunAsync(
        IDocumentStore store, ClaimsPrincipal caller, string productId, string name, CancellationToken cancellation)
    {
        if (!Product.IsId(productId))
            return Problems.Of(ProductProblem.Unknown);

        await using var session = store.LightweightSession(caller.Tenant());
        var stream = await session.Events.FetchForWriting<Product>(Product.StreamOf(caller.Tenant(), productId), cancellation);
        if (stream.Aggregate is not { } product)
            return Problems.Of(ProductProblem.Unknown);

        var (renamed, problem) = product.Rename(name, caller.PersonId());
        if (problem is not null)
            return Problems.Of(problem.Value);

        if (renamed is not null)
        {
            stream.AppendOne(renamed);
            await session.SaveChangesAsync(cancellation);
        }

        return null;
    }
}
