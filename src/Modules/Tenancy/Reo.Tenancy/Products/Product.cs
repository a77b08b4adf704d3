using JasperFx.Events;
using Marten.Events.Aggregation;

namespace Reo.Tenancy.Products;

/// <summary>Why a change of a product was not made.</summary>
internal enum ProductProblem
{
    IdNotUsable,
    NameNotUsable,
    AlreadyRegistered,
    Unknown,
}

internal sealed record Product(string Id, string ProductId, string Name, bool Archived = false)
{
    private const int MostCharactersOfId = 100;

    public static string StreamOf(string tenantId, string productId) => $"{tenantId}/product/{productId}";

    /// <summary>As in a payload, save what a path of a URL cannot carry.</summary>
    public static bool IsId(string productId) =>
        productId is { Length: > 0 and <= MostCharactersOfId }
        && productId is not ("." or "..")
        && productId.Trim() == productId
        && !productId.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '/' or '\\');

    public static (ProductRegistered? Event, ProductProblem? Problem) Register(Product? product, string productId, string name, string by)
    {
        if (!IsId(productId))
            return (null, ProductProblem.IdNotUsable);
        if (!Names.IsUsable(name))
            return (null, ProductProblem.NameNotUsable);

        return product is { Archived: false }
            ? (null, ProductProblem.AlreadyRegistered)
            : (new ProductRegistered(productId, name.Trim(), by), null);
    }

    public (ProductRenamed? Event, ProductProblem? Problem) Rename(string name, string by)
    {
        if (!Names.IsUsable(name))
            return (null, ProductProblem.NameNotUsable);

        return name.Trim() == Name ? (null, null) : (new ProductRenamed(name.Trim(), by), null);
    }

    public ProductArchived? Archive(string by) => Archived ? null : new ProductArchived(by);
}

internal sealed class ProductProjection : SingleStreamProjection<Product, string>
{
    public ProductProjection()
    {
        IncludeType<ProductRegistered>();
        IncludeType<ProductRenamed>();
        IncludeType<ProductArchived>();
    }

    public override Product? Evolve(Product? snapshot, string id, IEvent e) => e.Data switch
    {
        ProductRegistered it => new Product(id, it.ProductId, it.Name),
        ProductRenamed it => snapshot! with { Name = it.Name },
        ProductArchived => snapshot! with { Archived = true },
        _ => snapshot,
    };
}
