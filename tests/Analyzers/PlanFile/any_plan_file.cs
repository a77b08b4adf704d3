using FsCheck;
using FsCheck.Fluent;
using Reo.PlanFile;

namespace Reo.Analyzers.Tests.PlanFile;

/// <summary>What holds for any text and any plan.</summary>
public sealed class any_plan_file
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    // The characters that mean something to the format, more often than chance would have it.
    private static readonly Gen<string> Text =
        Gen.OneOf(
            Gen.Elements("|", " | ", "\\", "\\|", "\\u00", "\\s", "#", "#:", "#: version", "tenant", "\n", "\r", "\r\n", " ", "\t", "-", "PRIMARY", "archived", "proposed",
                "=======", "A", "A|", "KEY", "\uFEFF", "\u2028", "\u0085", "\ud83d", "\ude00", "\0", "é"),
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""))
        .ListOf().Select(string.Concat);

    private static readonly Gen<PlanMetric> Metric =
        from key in Text
        from slot in Gen.OneOf(Gen.Constant<string?>(null), Gen.Constant<string?>("PRIMARY"), Gen.Choose(1, 99).Select(n => (string?)$"SECONDARY{n}"))
        from state in Gen.Elements(MetricState.Active, MetricState.Archived, MetricState.Proposed)
        from name in Text
        from description in Text
        select new PlanMetric(key.Length == 0 ? "K" : key, slot, state, name, description);

    private static readonly Gen<PlanMetric[]> Plan = Metric.ListOf().Select(metrics => metrics.DistinctBy(metric => metric.Key).ToArray());

    [Fact]
    public void is_read_without_an_exception_and_written_as_it_was() =>
        Prop.ForAll(Text.ToArbitrary(), text => PlanDocument.Parse(text).ToString() == text).Check(Runs);

    [Fact]
    public void has_lines_and_spans_inside_the_text() =>
        Prop.ForAll(Text.ToArbitrary(), text =>
        {
            var plan = PlanDocument.Parse(text);
            plan.Lines.ShouldAllBe(line => text.Substring(line.Start, line.Text.Length) == line.Text);
            plan.Problems.ShouldAllBe(problem => problem.Span.Start >= problem.Line.Start && problem.Span.End <= problem.Line.Start + problem.Line.Text.Length && problem.Span.Length > 0);
            plan.Metrics.ShouldAllBe(line => line.KeySpan.Start >= line.Start && line.KeySpan.End <= line.Start + line.Text.Length && line.KeySpan.Length > 0);
        }).Check(Runs);

    [Fact]
    public void reads_back_what_was_written() =>
        Prop.ForAll(Plan.ToArbitrary(), Text.ToArbitrary(), (metrics, tenant) =>
        {
            var written = PlanDocument.Create(tenant, 42, "\"e|tag\"", metrics);

            written.Problems.ShouldBeEmpty();
            written.Metrics.Select(line => line.Metric).ShouldBe(metrics);
            written.Tenant.ShouldBe(tenant);
            written.ETag.ShouldBe("\"e|tag\"");
        }).Check(Runs);

    [Fact]
    public void holds_the_servers_plan_after_a_pull_whatever_it_held_before() =>
        Prop.ForAll(Text.ToArbitrary(), Plan.ToArbitrary(), (text, metrics) =>
        {
            var pulled = PlanDocument.Parse(text).Pulled("acme", 3, "\"3\"", metrics);

            var known = pulled.Metrics.ToDictionary(line => line.Metric!.Key, line => line.Metric!);
            metrics.ShouldAllBe(metric => known[metric.Key].Equals(metric));
            known.Values.Where(metric => metrics.All(other => other.Key != metric.Key)).ShouldAllBe(metric => metric.State == MetricState.Proposed);
            pulled.Version.ShouldBe(3);
        }).Check(Runs);

    [Fact]
    public void does_not_change_when_it_is_pulled_twice() =>
        Prop.ForAll(Text.ToArbitrary(), Plan.ToArbitrary(), (text, metrics) =>
        {
            var once = PlanDocument.Parse(text).Pulled("acme", 3, "\"3\"", metrics).ToString();

            return PlanDocument.Parse(once).Pulled("acme", 3, "\"3\"", metrics).ToString() == once;
        }).Check(Runs);
}
