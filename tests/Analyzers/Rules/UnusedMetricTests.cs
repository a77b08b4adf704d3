using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests.Rules;

public sealed class UnusedMetricTests
{
    private static readonly Analysis Enabled = new() { Enabled = ["REO0009"], HasConstants = true };

    [Fact]
    public async Task is_reported_at_its_line_of_the_plan_file()
    {
        var diagnostics = await Enabled.RunAsync(("/product/Code.cs", Check.InMethod("""Client.Track("LOGIN_ACTIVITY");""")));

        var diagnostic = diagnostics.Where(one => one.Id == "REO0009").ShouldHaveSingleItem();
        diagnostic.GetMessage().ShouldContain("'API KEY GENERATED'");
        diagnostic.Location.GetLineSpan().StartLinePosition.Line.ShouldBe(2);
    }

    [Theory]
    [InlineData("Client.Track(ActivityTypes.ApiKeyGenerated);")]
    [InlineData("_ = nameof(ActivityTypes.ApiKeyGenerated);")]
    [InlineData("""var later = "API KEY GENERATED";""")]
    [InlineData("""var later = "x, API KEY GENERATED";""")]
    [InlineData("""Client.Track("API KEY" + " GENERATED");""")]
    public async Task is_not_reported_for_any_kind_of_use(string statement)
    {
        var diagnostics = await Enabled.RunAsync(("/product/Code.cs", Check.InMethod($"""Client.Track("LOGIN_ACTIVITY"); {statement}""")));

        diagnostics.ShouldNotContain(diagnostic => diagnostic.Id == "REO0009");
    }

    [Fact]
    public Task is_off_by_default() => Check.SaysNothingAsync("class Product;");
}
