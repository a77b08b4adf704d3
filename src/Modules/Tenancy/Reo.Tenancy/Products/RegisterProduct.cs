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
        if (!Product.IsId(request.ProductId))
            return Problems.Of(ProductProblem.IdNotUsable);

        await using var session = store.LightweightSession(caller.Tenant());
        var stream = await session.Events.FetchForWriting<Product>(Product.StreamOf(caller.Tenant(), request.ProductId), cancellation);
        var (registered, problem) = Product.Register(stream.Aggregate, request.ProductId, request.Name, caller.PersonId());
        if (registered is null)
            return Problems.Of(problem!.Value);

        stream.AppendOne(registered);
        await session.SaveChangesAsync(cancellation);
        return TypedResults.Created(
            $"/api/v1/products/{Uri.EscapeDataString(registered.ProductId)}", new ProductView(registered.ProductId, registered.Name, Archived: false));
    }
}
