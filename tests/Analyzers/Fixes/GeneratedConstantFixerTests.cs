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

    [Theory]
    [InlineData(FixAllScope.Document)]
    [InlineData(FixAllScope.Project)]
    [InlineData(FixAllScope.Solution)]
    public async Task fixes_all_with_one_using_and_leaves_what_has_no_constant(FixAllScope scope)
    {
        var before = Check.InMethod("""Client.Track("LOGN_ACTIVITY"); _ = new { activity_type = flag ? "API KEYS GENERATED" /* a */ : n switch { 1 => "LOGIN_ACTIVTY", _ => "NOTHING NEAR" } };""");

        var (code, _) = await _fix.ApplyAsync(before, scope);

        code.ShouldBe("using Acme.Shop;\n\n" + Check.InMethod(
            "Client.Track(ActivityTypes.LoginActivity); _ = new { activity_type = flag ? ActivityTypes.ApiKeyGenerated /* a */ : n switch { 1 => ActivityTypes.LoginActivity, _ => \"NOTHING NEAR\" } };"));
    }

    [Fact]
    public async Task fixes_all_from_the_command_line_although_the_first_has_no_constant() =>
        (await _fix.FormatAsync(Check.InMethod("""Client.Track("NOTHING NEAR"); Client.Track("LOGN_ACTIVITY");"""))).Code.ShouldContain(
            """Client.Track("NOTHING NEAR"); Client.Track(ActivityTypes.LoginActivity);""");

    [Fact]
    public async Task is_not_offered_when_no_constants_are_generated() =>
        (await new Fix(new GeneratedConstantFixer()).TitlesAsync(Check.InMethod("""Client.Track("login_activity");"""))).ShouldBeEmpty();

    [Fact]
    public async Task is_not_offered_inside_a_string() =>
        (await _fix.TitlesAsync(Check.InMethod("""_ = "{\"activity_type\":\"login_activity\"}";"""))).ShouldBeEmpty();
}
