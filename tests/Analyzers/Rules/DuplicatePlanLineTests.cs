using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests.Rules;

public sealed class DuplicatePlanLineTests
{
    [Fact]
    public async Task is_reported_at_the_second_line()
    {
        var diagnostic = (await new Analysis { Files = [new TextFile("/product/reo.metrics.txt", "A | PRIMARY\nB\nA|primary")] }.RunAsync()).ShouldHaveSingleItem();

        diagnostic.Id.ShouldBe("REO0006");
        diagnostic.Location.GetLineSpan().StartLinePosition.Line.ShouldBe(2);
        diagnostic.GetMessage().ShouldBe("'A' stands on line 1 already. Remove one of the two.");
    }

    [Fact]
    public async Task is_not_reported_across_files()
    {
        var files = new[] { new TextFile("/product/reo.metrics.txt", "A"), new TextFile("/product/mobile.reo.metrics.txt", "A") };

        (await new Analysis { Files = files }.RunAsync()).ShouldBeEmpty();
    }
}
