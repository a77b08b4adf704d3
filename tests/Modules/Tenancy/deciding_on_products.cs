using Reo.Tenancy.Products;

namespace Reo.Tenancy.Tests;

public sealed class deciding_on_products
{
    private static readonly Product WebApp = new("acme/product/web", "web", "Web app");

    [Fact]
    public void registers_a_new_or_an_archived_one()
    {
        Product.Register(null, "web", " Web app ", "ann").ShouldBe((new ProductRegistered("web", "Web app", "ann"), null));
        Product.Register(WebApp with { Archived = true }, "web", "Web app", "ann").ShouldBe((new ProductRegistered("web", "Web app", "ann"), null));
        Product.Register(WebApp, "web", "Web app", "ann").ShouldBe((null, ProductProblem.AlreadyRegistered));
    }

    [Fact]
    public void needs_a_usable_id_and_name()
    {
        Product.Register(null, "a/b", "Web app", "ann").ShouldBe((null, ProductProblem.IdNotUsable));
        Product.Register(null, "web", "  ", "ann").ShouldBe((null, ProductProblem.NameNotUsable));
        WebApp.Rename(new string('x', 101), "ann").ShouldBe((null, ProductProblem.NameNotUsable));
    }

    [Fact]
    public void says_nothing_when_nothing_changes()
    {
        WebApp.Rename("Web app", "ann").ShouldBe((null, null));
        (WebApp with { Archived = true }).Archive("ann").ShouldBeNull();
    }

    [Fact]
    public void renames_and_archives()
    {
        WebApp.Rename("Console", "ann").ShouldBe((new ProductRenamed("Console", "ann"), null));
        WebApp.Archive("ann").ShouldBe(new ProductArchived("ann"));
    }
}
