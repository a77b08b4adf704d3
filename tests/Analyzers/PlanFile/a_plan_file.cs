using Reo.PlanFile;

namespace Reo.Analyzers.Tests.PlanFile;

public sealed class a_plan_file
{
    private const string Example = """
        # Sign-in
        #: tenant acme
        #: version 12
        #: etag "7f3a"

        LOGIN_ACTIVITY | PRIMARY | active | Login | Someone signed in
          API KEY GENERATED|secondary1
        OLD EXPORT | SECONDARY2 | archived
        BULK\|EXPORT | - | proposed |  | No name yet

        """;

    [Fact]
    public void tells_tenant_version_and_etag()
    {
        var plan = PlanDocument.Parse(Example);

        plan.Tenant.ShouldBe("acme");
        plan.Version.ShouldBe(12);
        plan.ETag.ShouldBe("\"7f3a\"");
    }

    [Fact]
    public void has_one_metric_a_line()
    {
        var plan = PlanDocument.Parse(Example);

        plan.Problems.ShouldBeEmpty();
        plan.Metrics.Select(line => line.Metric).ShouldBe(
        [
            new PlanMetric("LOGIN_ACTIVITY", "PRIMARY", MetricState.Active, "Login", "Someone signed in"),
            new PlanMetric("API KEY GENERATED", "SECONDARY1"),
            new PlanMetric("OLD EXPORT", "SECONDARY2", MetricState.Archived),
            new PlanMetric("BULK|EXPORT", null, MetricState.Proposed, "", "No name yet"),
        ]);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void knows_where_each_key_stands(string lineBreak)
    {
        var text = "\uFEFF" + Example.ReplaceLineEndings(lineBreak);

        var plan = PlanDocument.Parse(text);

        plan.Metrics.Select(line => text.Substring(line.KeySpan.Start, line.KeySpan.Length))
            .ShouldBe(["LOGIN_ACTIVITY", "API KEY GENERATED", "OLD EXPORT", @"BULK\|EXPORT"]);
        plan.Metrics.Select(line => line.Number).ShouldBe([5, 6, 7, 8]);
    }

    [Theory]
    [InlineData("A | TERTIARY", "TERTIARY", "'TERTIARY' is not a slot")]
    [InlineData("A | SECONDARY0", "SECONDARY0", "'SECONDARY0' is not a slot")]
    [InlineData("A | SECONDARY100", "SECONDARY100", "'SECONDARY100' is not a slot")]
    [InlineData("A | PRIMARY | retired", "retired", "'retired' is not a state")]
    [InlineData("A | PRIMARY | active | a | b | c | d", "c | d", "five columns")]
    [InlineData("A | PRIMARY | active | a | b |", "A | PRIMARY | active | a | b |", "five columns")]
    [InlineData(@"C:\x | PRIMARY", @"\x", @"'\x' is not an escape")]
    [InlineData(@"A\", @"\", @"'\' is not an escape")]
    [InlineData("| PRIMARY", "| PRIMARY", "activity type is missing")]
    [InlineData("<<<<<<< HEAD", "<<<<<<< HEAD", "merge conflict")]
    [InlineData("=======", "=======", "merge conflict")]
    [InlineData("#: version twelve", "#: version twelve", "not a whole number")]
    public void says_what_is_broken_and_where(string line, string where, string what)
    {
        var text = "# one\nGOOD | PRIMARY\n" + line + "\n";

        var problem = PlanDocument.Parse(text).Problems.ShouldHaveSingleItem();

        problem.Kind.ShouldBe(PlanProblemKind.Broken);
        problem.Line.Number.ShouldBe(2);
        text.Substring(problem.Span.Start, problem.Span.Length).ShouldBe(where);
        problem.Message.ShouldContain(what);
    }

    [Fact]
    public void lets_the_first_of_two_lines_with_one_key_count()
    {
        var plan = PlanDocument.Parse("A | PRIMARY\nB\nA | PRIMARY | active\nA | SECONDARY1");

        plan.Problems.Select(problem => (problem.Kind, problem.Line.Number)).ShouldBe([(PlanProblemKind.Duplicate, 2), (PlanProblemKind.Conflict, 3)]);
        plan.Metrics.Select(line => line.Metric!.Slot).ShouldBe(["PRIMARY", null]);
    }

    [Fact]
    public void keeps_comments_order_and_untouched_lines_when_it_is_pulled()
    {
        var mine = "# Mine\r\n#: tenant acme\r\n\r\nB|PRIMARY\r\n# about A\r\nA | SECONDARY1\r\nGONE | SECONDARY3\r\nNEW | - | proposed";

        var pulled = PlanDocument.Parse(mine).Pulled("acme", 7, "\"x\"",
        [
            new PlanMetric("A", "SECONDARY1", MetricState.Archived, "Letter A"),
            new PlanMetric("B", "PRIMARY"),
            new PlanMetric("C", "SECONDARY2"),
        ]);

        pulled.ToString().ShouldBe(
            "# Mine\r\n#: tenant acme\r\n#: version 7\r\n#: etag \"x\"\r\n\r\nB|PRIMARY\r\n# about A\r\nA | SECONDARY1 | archived | Letter A\r\nNEW | - | proposed\r\nC | SECONDARY2 | active\r\n");
    }

    [Fact]
    public void is_readable_when_it_is_new() =>
        PlanDocument.Create("acme", 1, "\"1\"", [new PlanMetric("LOGIN_ACTIVITY", "PRIMARY", MetricState.Active, "Login", "Signed in")]).ToString().ShouldBe("""
            # The metrics of this product, one a line: activity type | slot | state | display name | description.
            # `reo metrics pull` brings it up to date and keeps comments and order.
            #: tenant acme
            #: version 1
            #: etag "1"
            LOGIN_ACTIVITY | PRIMARY | active | Login | Signed in

            """);

    [Fact]
    public void changes_one_line_when_one_metric_changes() =>
        PlanDocument.Parse("# x\nA\nB | PRIMARY\n").With(new PlanMetric("A", null, MetricState.Proposed)).With(new PlanMetric("C")).ToString()
            .ShouldBe("# x\nA | - | proposed\nB | PRIMARY\nC | - | active\n");
}
