using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests.Rules;

public sealed class ActivityTypeNotConstantTests
{
    private const string Id = "REO0004";

    [Theory]
    [InlineData("""Client.Track([|text|]);""")]
    [InlineData("""Client.Track([|text.ToUpperInvariant()|]);""")]
    [InlineData("""Client.Track(flag ? [|text|] : "LOGIN_ACTIVITY");""")]
    [InlineData("""Client.Track([|$"LOGIN_{text}"|]);""")]
    [InlineData("""var map = new Dictionary<string, string> { ["activity_type"] = [|text|] };""")]
    [InlineData("""_ = $"{{\"activity_type\":\"{[|text|]}\"}}";""")]
    public Task is_reported_for_a_value_that_only_the_running_program_knows(string statements) => Check.ReportsAsync(Id, Check.InMethod(statements));

    [Fact]
    public Task is_not_reported_for_what_is_marked_and_so_checked_where_it_is_written() => Check.SaysNothingAsync("""
        class Product
        {
            [ActivityType] string field = "LOGIN_ACTIVITY";
            [ActivityType] string Property { get; set; } = "LOGIN_ACTIVITY";
            [return: ActivityType] string Method() => field;
            void Forward([ActivityType] string type, UsageEvent usage) { Client.Track(type); Client.Track(field); Client.Track(Property); Client.Track(Method()); usage.ActivityType = type; }
        }
        """);

    [Fact]
    public Task is_not_reported_for_the_key_of_a_generated_metric() => Check.SaysNothingAsync(
        Check.InMethod("Client.Track(ActivityTypes.KeyOf(flag ? ActivityTypes.Metric.LoginActivity : ActivityTypes.Metric.ApiKeyGenerated));"), new Analysis { HasConstants = true });

    [Fact]
    public Task is_not_reported_when_only_a_name_tells_that_it_is_one() => Check.SaysNothingAsync(Check.InMethod("_ = new { ActivityType = text };"));
}
