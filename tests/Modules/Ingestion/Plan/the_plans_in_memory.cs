using Reo.Ingestion.Plan;

namespace Reo.Ingestion.Tests.Plan;

public sealed class the_plans_in_memory
{
    private readonly KnownPlans _plans = new();

    public the_plans_in_memory() => _plans.Replace([("acme", ["API KEY GENERATED"]), ("other", ["LOGIN_ACTIVITY"])]);

    [Fact]
    public void match_an_activity_type_exactly()
    {
        _plans.Allows("acme", "API KEY GENERATED").ShouldBeTrue();
        _plans.Allows("acme", "api key generated").ShouldBeFalse();
        _plans.Allows("acme", "API KEY GENERATED ").ShouldBeFalse();
    }

    [Fact]
    public void are_each_tenants_own()
    {
        _plans.Allows("acme", "LOGIN_ACTIVITY").ShouldBeFalse();
        _plans.Allows("nobody", "LOGIN_ACTIVITY").ShouldBeFalse();
    }

    [Fact]
    public void always_allow_call_home() => _plans.Allows("nobody", "CALL HOME").ShouldBeTrue();
}
