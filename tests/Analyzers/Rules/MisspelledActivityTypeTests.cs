using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests.Rules;

public sealed class MisspelledActivityTypeTests
{
    [Theory]
    [InlineData("login_activity")]
    [InlineData("LoginActivity")]
    [InlineData("LOGIN ACTIVITY")]
    [InlineData(" LOGIN-ACTIVITY")]
    [InlineData("API_KEY_GENERATED")]
    [InlineData("call_home")]
    public Task is_reported_for_another_case_or_other_separators(string key) =>
        Check.ReportsAsync("REO0002", Check.InMethod($"Client.Track([|\"{key}\"|]);"));

    [Fact]
    public async Task says_how_the_plan_spells_it()
    {
        var diagnostics = await new Analysis().RunAsync(("/product/Code.cs", Check.InMethod("""Client.Track("login activity");""")));

        diagnostics.ShouldHaveSingleItem().GetMessage().ShouldBe("Activity type 'login activity' is spelt 'LOGIN_ACTIVITY' in the plan. Activity types are matched character by character.");
    }
}
