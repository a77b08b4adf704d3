using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests.Rules;

public sealed class BrokenPlanLineTests
{
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task is_reported_at_the_line_of_the_plan_file(string lineBreak)
    {
        var plan = string.Join(lineBreak, "# comment", "", "A | PRIMARY", "B | TERTIARY", "C");

        var diagnostic = (await new Analysis { Files = [new TextFile("/product/reo.metrics.txt", "\uFEFF" + plan)] }.RunAsync()).ShouldHaveSingleItem();

        diagnostic.Id.ShouldBe("REO0005");
        diagnostic.GetMessage().ShouldBe("'TERTIARY' is not a slot. Use PRIMARY, SECONDARY1 to SECONDARY99, or '-' for none.");
        var place = diagnostic.Location.GetLineSpan();
        place.Path.ShouldBe("/product/reo.metrics.txt");
        (place.StartLinePosition.Line, place.StartLinePosition.Character, place.EndLinePosition.Character).ShouldBe((3, 4, 12));
    }

    [Fact]
    public Task leaves_the_rest_of_the_file_and_of_the_line_in_force() =>
        Check.SaysNothingAsync(Check.InMethod("""Client.Track("A"); Client.Track("B");"""), new Analysis { Files = [new TextFile("/product/reo.metrics.txt", "A\nB | -\n")] });

    [Fact]
    public async Task is_reported_once_for_a_file_that_is_passed_twice()
    {
        var files = new[] { new TextFile("/product/reo.metrics.txt", "A | x"), new TextFile("/product/reo.metrics.txt", "A | x") };

        (await new Analysis { Files = files }.RunAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task is_reported_for_a_line_of_a_merge_conflict()
    {
        var plan = "A | PRIMARY\n<<<<<<< HEAD\nB | SECONDARY1\n=======\nC | SECONDARY1\n>>>>>>> main\n";

        var diagnostics = await new Analysis { Files = [new TextFile("reo.metrics.txt", plan)] }.RunAsync();

        diagnostics.Select(diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line).ShouldBe([1, 3, 5]);
    }
}
