using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.Products;

/// <param name="ProductId">The <c>product_id</c> that the product posts, exactly: 1 to 100 characters, no slash.</param>
/// <param name="Name">What people call it, 1 to 100 characters.</param>
internal sealed record RegisterProductRequest(string ProductId, string Name);

internal static class RegisterProduct
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/products", HandleAsync)
        .RequireAuthorization(Access.ManageTenant)
        .WithName("RegisterProduct")
        .WithTags("Products")
        .WithSummary("Registers a product, or takes an archived one back into use")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Created<ProductView>, ProblemHttpResult>> HandleAsync(
        RegisterProductRequest request, ClaimsPrincipal caller, IDocumentStore store, CancellationToken cancellation)
    {
        var (product, problem) = await RunAsync(store, caller, request, cancellation);
        return product is null ? problem! : TypedResults.Created($"/api/v1/products/{Uri.EscapeDataString(product.ProductId)}", product);
    }

    /// <summary>The product, or why there is none.</summary>
    public static async Task<(ProductView? Product, ProblemHttpResult? Problem)> RunAsync(
        IDocumentStore store, ClaimsPrincipal caller, RegisterProductRequest request, CancellationToken cancellation)
    {
        if (!Product.IsId(request.ProductId))
            return (null, Problems.Of(ProductProblem.IdNotUsable));

        await using var session = store.LightweightSession(caller.Tenant());
        var stream = await session.Events.FetchForWriting<Product>(Product.StreamOf(caller.Tenant(), request.ProductId), cancellation);
        var (registered, problem) = Product.Register(stream.Aggregate, request.ProductId, request.Name, caller.PersonId());
        if (registered is null)
            return (null, Problems.Of(problem!.Value));

        stream.AppendOne(registered);
        await session.SaveChangesAsync(cancellation);
        return (new ProductView(registered.ProductId, registered.Name, Archived: false), null);
    }
}
