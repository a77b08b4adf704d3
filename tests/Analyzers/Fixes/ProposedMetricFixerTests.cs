using Microsoft.CodeAnalysis.CodeFixes;
using Reo.Analyzers.CodeFixes;
using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests.Fixes;

public sealed class ProposedMetricFixerTests
{
    private readonly Fix _fix = new(new ProposedMetricFixer()) { Plan = "# mine\r\nA | PRIMARY" };

    [Fact]
    public async Task adds_the_key_at_the_end_and_leaves_the_rest()
    {
        var (_, plan) = await _fix.ApplyAsync(Check.InMethod("""Client.Track("BULK | EXPORT");"""));

        plan.ShouldBe("# mine\r\nA | PRIMARY\r\nBULK \\| EXPORT | - | proposed\r\n");
    }

    [Theory]
    [InlineData(FixAllScope.Document)]
    [InlineData(FixAllScope.Project)]
    [InlineData(FixAllScope.Solution)]
    public async Task adds_all_keys_once(FixAllScope scope)
    {
        var (_, plan) = await _fix.ApplyAsync(Check.InMethod("""Client.Track("ZEBRA"); Client.Track("YAK"); Client.Track("ZEBRA"); _ = "{\"activity_type\":\"XERUS\"}";"""), scope);

        plan.ShouldBe("# mine\r\nA | PRIMARY\r\nZEBRA | - | proposed\r\nYAK | - | proposed\r\nXERUS | - | proposed\r\n");
    }

    [Fact]
    public async Task proposes_nothing_from_the_command_line_where_nobody_chose_it() =>
        (await _fix.FormatAsync(Check.InMethod("""Client.Track("ZEBRA");"""))).Plan.ShouldBe(_fix.Plan);
}
