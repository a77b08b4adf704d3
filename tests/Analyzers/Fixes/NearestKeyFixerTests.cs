using Microsoft.CodeAnalysis.CodeFixes;
using Reo.Analyzers.CodeFixes;
using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests.Fixes;

public sealed class NearestKeyFixerTests
{
    private readonly Fix _fix = new(new NearestKeyFixer());

    [Theory]
    [InlineData("""Client.Track(/* why */ "LOGN_ACTIVITY" /* x */);""", """Client.Track(/* why */ "LOGIN_ACTIVITY" /* x */);""")]
    [InlineData("""Client.Track("login_activity");""", """Client.Track("LOGIN_ACTIVITY");""")]
    [InlineData("""_ = "{\"activity_type\":\"api key generated\"}";""", """_ = "{\"activity_type\":\"API KEY GENERATED\"}";""")]
    [InlineData("""_ = $@"{{""n"":{n},""activity_type"":""LOGN_ACTIVITY""}}";""", """_ = $@"{{""n"":{n},""activity_type"":""LOGIN_ACTIVITY""}}";""")]
    public async Task writes_the_configured_key(string before, string after) =>
        (await _fix.ApplyAsync(Check.InMethod(before))).Code.ShouldBe(Check.InMethod(after));

    [Theory]
    [InlineData(FixAllScope.Document)]
    [InlineData(FixAllScope.Project)]
    [InlineData(FixAllScope.Solution)]
    public async Task fixes_all(FixAllScope scope)
    {
        var before = Check.InMethod("""Client.Track("LOGN_ACTIVITY"); Client.Track("call-home"); _ = new { activity_type = flag ? "Api Key Generated" : "LOGIN_ACTIVIT" }; Client.Track("NOTHING NEAR");""");

        var (code, _) = await _fix.ApplyAsync(before, scope);

        code.ShouldBe(Check.InMethod("""Client.Track("LOGIN_ACTIVITY"); Client.Track("CALL HOME"); _ = new { activity_type = flag ? "API KEY GENERATED" : "LOGIN_ACTIVITY" }; Client.Track("NOTHING NEAR");"""));
    }

    [Fact]
    public async Task fixes_all_from_the_command_line_although_the_first_has_no_near_key() =>
        (await _fix.FormatAsync(Check.InMethod("""Client.Track("NOTHING NEAR"); _ = "{\"activity_type\":\"LOGN_ACTIVITY\"}";"""))).Code.ShouldBe(
            Check.InMethod("""Client.Track("NOTHING NEAR"); _ = "{\"activity_type\":\"LOGIN_ACTIVITY\"}";"""));

    [Theory]
    [InlineData("""Client.Track("NOTHING NEAR");""")]
    [InlineData("""Client.Track("LOGIN_ACTIVITY");""")]
    public async Task is_not_offered_when_it_would_change_nothing(string statement) =>
        (await _fix.TitlesAsync(Check.InMethod(statement))).ShouldBeEmpty();

    [Fact]
    public async Task is_not_offered_in_json_for_a_key_that_would_need_an_escape() =>
        (await new Fix(new NearestKeyFixer()) { Plan = "SAY \"HI\"" }.TitlesAsync(Check.InMethod("""_ = "{\"activity_type\":\"SAY HI\"}";"""))).ShouldBeEmpty();

    [Fact]
    public async Task says_what_it_writes() =>
        (await _fix.TitlesAsync(Check.InMethod("""Client.Track("LOGN_ACTIVITY");"""))).ShouldBe(["Use 'LOGIN_ACTIVITY'"]);
}
