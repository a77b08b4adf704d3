using FsCheck;
using FsCheck.Fluent;
using Reo.Metrics.Contracts;
using Reo.Metrics.Plan;

namespace Reo.Metrics.Tests.Plan;

public sealed class configuring_a_metric
{
    private static readonly MetricPlan _empty = MetricPlan.Empty("acme/metric-plan");
    private static readonly MetricPlan _plan = _empty.With(new MetricConfigured("LOGIN_ACTIVITY", "PRIMARY", null));

    [Fact]
    public void puts_it_into_the_plan()
    {
        var (configured, problem) = _empty.Configure("API KEY GENERATED", "SECONDARY23", "Keys");

        problem.ShouldBeNull();
        configured.ShouldBe(new MetricConfigured("API KEY GENERATED", "SECONDARY23", "Keys"));
        _empty.With(configured!).Metrics.ShouldBe([new Metric("API KEY GENERATED", "SECONDARY23", "Keys")]);
    }

    [Fact]
    public void changes_nothing_when_the_plan_says_so_already() =>
        _plan.Configure("LOGIN_ACTIVITY", "PRIMARY", null).ShouldBe((null, null));

    [Fact]
    public void changes_its_slot_and_name()
    {
        var (configured, _) = _plan.Configure("LOGIN_ACTIVITY", "SECONDARY1", "Log-ins");

        _plan.With(configured!).Metrics.ShouldBe([new Metric("LOGIN_ACTIVITY", "SECONDARY1", "Log-ins")]);
    }

    [Theory]
    [InlineData("PRIMARY")]
    [InlineData("SECONDARY1")]
    [InlineData("SECONDARY99")]
    public void knows_the_slots(string slot) => _empty.Configure("A", slot, null).Problem.ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("primary")]
    [InlineData("SECONDARY")]
    [InlineData("SECONDARY0")]
    [InlineData("SECONDARY01")]
    [InlineData("SECONDARY100")]
    public void refuses_other_slots(string slot) => _empty.Configure("A", slot, null).Problem.ShouldBe(PlanProblem.SlotUnknown);

    [Fact]
    public void refuses_a_slot_that_another_metric_has() =>
        _plan.Configure("OTHER", "PRIMARY", null).Problem.ShouldBe(PlanProblem.SlotTaken);

    [Fact]
    public void takes_the_slot_of_an_archived_metric() =>
        _plan.With(new MetricArchived("LOGIN_ACTIVITY")).Configure("OTHER", "PRIMARY", null).Problem.ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData(" A")]
    [InlineData("A ")]
    [InlineData("A\tB")]
    public void refuses_a_key_that_nobody_could_match(string key) =>
        _empty.Configure(key, "PRIMARY", null).Problem.ShouldBe(PlanProblem.KeyNotUsable);

    [Fact]
    public void refuses_a_key_longer_than_an_activity_type_may_be()
    {
        _empty.Configure(new string('A', 200), "PRIMARY", null).Problem.ShouldBeNull();
        _empty.Configure(new string('A', 201), "PRIMARY", null).Problem.ShouldBe(PlanProblem.KeyNotUsable);
    }

    [Fact]
    public void refuses_call_home_which_needs_no_metric() =>
        _empty.Configure("CALL HOME", "PRIMARY", null).Problem.ShouldBe(PlanProblem.KeyReserved);

    [Fact]
    public void tells_the_other_modules_the_whole_plan_and_its_version()
    {
        var plan = _plan with { Version = 7 };

        var changed = plan.ChangedBy(new MetricArchived("LOGIN_ACTIVITY"));

        changed.Version.ShouldBe(8);
        changed.Metrics.ShouldBe([new PlannedMetric("LOGIN_ACTIVITY", "PRIMARY", Archived: true)]);
    }

    [Fact]
    public void archives_once_and_only_what_there_is()
    {
        _plan.Archive("LOGIN_ACTIVITY").ShouldBe((new MetricArchived("LOGIN_ACTIVITY"), null));
        _plan.With(new MetricArchived("LOGIN_ACTIVITY")).Archive("LOGIN_ACTIVITY").ShouldBe((null, null));
        _plan.Archive("OTHER").ShouldBe((null, PlanProblem.MetricUnknown));
    }

    [Fact]
    public void never_leaves_two_metrics_in_one_slot() =>
        Prop.ForAll(Commands, commands =>
        {
            var plan = commands.Aggregate(_empty, (plan, command) =>
                (command.Slot is null ? plan.Archive(command.Key).Event : plan.Configure(command.Key, command.Slot, null).Event as object) is { } happened
                    ? plan.With(happened)
                    : plan);
            var active = plan.Metrics.Where(metric => !metric.Archived).ToList();
            return active.DistinctBy(metric => metric.Slot).Count() == active.Count
                && plan.Metrics.DistinctBy(metric => metric.Key).Count() == plan.Metrics.Length;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static Arbitrary<(string Key, string? Slot)[]> Commands { get; } =
        (from key in Gen.Elements("A", "B", "C")
         from slot in Gen.Elements("PRIMARY", "SECONDARY1", null)
         select (key, slot)).ArrayOf().ToArbitrary();
}
