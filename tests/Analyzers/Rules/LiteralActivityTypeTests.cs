using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests.Rules;

public sealed class LiteralActivityTypeTests
{
    [Fact]
    public Task is_reported_where_a_literal_could_be_the_constant() =>
        Check.ReportsAsync("REO0011", Check.InMethod("""Client.Track([|"LOGIN_ACTIVITY"|]); Client.Track(ActivityTypes.LoginActivity);"""), new Analysis { HasConstants = true });

    [Fact]
    public Task is_not_reported_when_the_constants_are_not_generated() =>
        Check.ReportsAsync("REO0011", Check.InMethod("""Client.Track("LOGIN_ACTIVITY");"""));

    [Fact]
    public Task is_not_reported_for_a_class_of_that_name_that_a_product_wrote_itself() =>
        Check.ReportsAsync("REO0011", Check.InMethod("""Client.Track("LOGIN_ACTIVITY");""") + "static class ActivityTypes { }");
}
