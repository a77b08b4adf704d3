namespace Reo.Tenancy.Products;

/// <summary>A product of the tenant posts usage under this id; also when it was archived before.</summary>
/// <param name="ProductId">The <c>product_id</c> of its events, exactly.</param>
internal sealed record ProductRegistered(string ProductId, string Name, string By);

internal sealed record ProductRenamed(string Name, string By);

/// <summary>The product is out of use. What it posted stays, and what it posts is still taken.</summary>
internal sealed record ProductArchived(string By);
