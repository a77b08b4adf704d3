using Microsoft.CodeAnalysis.CodeFixes;
using Reo.Analyzers.CodeFixes;
using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests.Fixes;

public sealed class GeneratedConstantFixerTests
{
    private readonly Fix _fix = new(new GeneratedConstantFixer()) { HasConstants = true };

    [Theory]
    [InlineData("LOGIN_ACTIVITY")]
    [InlineData("LOGN_ACTIVITY")]
    [InlineData("login activity")]
    public async Task writes_the_constant_and_the_using_for_it(string key)
    {
        var (code, _) = await _fix.ApplyAsync(Check.InMethod($"Client.Track(\"{key}\");"));

        code.ShouldContain("Client.Track(ActivityTypes.LoginActivity);");
        code.ShouldStartWith("using Acme.Shop;");
    }

    [Fact]
    public async Task fixes_all()
    {
        var before = Check.InMethod("""Client.Track("LOGIN_ACTIVITY"); _ = new { activity_type = "API KEY GENERATED" };""");

        var (code, _) = await _fix.ApplyAsync(before, FixAllScope.Document);

        code.ShouldContain("Client.Track(ActivityTypes.LoginActivity); _ = new { activity_type = ActivityTypes.ApiKeyGenerated };");
    }

    [Fact]
    public async Task is_not_offered_when_no_constants_are_generated() =>
        (await new Fix(new GeneratedConstantFixer()).TitlesAsync(Check.InMethod("""Client.Track("login_activity");"""))).ShouldBeEmpty();

    [Fact]
    public async Task is_not_offered_inside_a_string() =>
        (await _fix.TitlesAsync(Check.InMethod("""_ = "{\"activity_type\":\"login_activity\"}";"""))).ShouldBeEmpty();
}
