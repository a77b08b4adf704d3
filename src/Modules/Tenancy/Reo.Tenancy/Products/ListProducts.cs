using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.Products;

/// <param name="ProductId">The <c>product_id</c> of its events.</param>
internal sealed record ProductView(string ProductId, string Name, bool Archived)
{
    public static ProductView Of(Product product) => new(product.ProductId, product.Name, product.Archived);
}

/// <param name="Products">By product id, archived ones included.</param>
internal sealed record ProductList(IReadOnlyList<ProductView> Products);

internal static class ListProducts
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/products", HandleAsync)
        .RequireAuthorization(Access.Member)
        .WithName("ListProducts")
        .WithTags("Products")
        .WithSummary("The tenant's products")
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Ok<ProductList>> HandleAsync(ClaimsPrincipal caller, IDocumentStore store, CancellationToken cancellation) =>
        TypedResults.Ok(new ProductList(await OfTenantAsync(store, caller.Tenant(), cancellation)));

    public static async Task<IReadOnlyList<ProductView>> OfTenantAsync(IDocumentStore store, string tenantId, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(tenantId);
        var products = await session.Query<Product>().OrderBy(product => product.ProductId).ToListAsync(cancellation);
        return [.. products.Select(ProductView.Of)];
    }
}
