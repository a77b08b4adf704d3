using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests.Rules;

public sealed class ConflictingPlanLineTests
{
    [Fact]
    public async Task is_reported_at_the_second_line_and_the_first_counts()
    {
        var analysis = new Analysis { Files = [new TextFile("/product/reo.metrics.txt", "A | PRIMARY\nA | PRIMARY | archived")] };

        var diagnostic = (await analysis.RunAsync(("/product/Code.cs", Check.InMethod("""Client.Track("A");""")))).ShouldHaveSingleItem();

        diagnostic.Id.ShouldBe("REO0007");
        diagnostic.Location.GetLineSpan().StartLinePosition.Line.ShouldBe(1);
    }
}
