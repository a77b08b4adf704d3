namespace Alba;

public static class ScenarioExpectationsExtensions
{
    public static Scenario ContentShouldBe(this Scenario scenario, string exactContent) =>
        scenario.AssertThat(new Expectation(context =>
            context.ReadBodyAsString() == exactContent ? null : $"Expected the content to be '{exactContent}'"));

    public static Scenario ContentShouldContain(this Scenario scenario, string text) =>
        scenario.AssertThat(new Expectation(context =>
            Contains(context, text) ? null : $"Expected text '{text}' was not found in the response body"));

    public static Scenario ContentShouldNotContain(this Scenario scenario, string text) =>
        scenario.AssertThat(new Expectation(context =>
            Contains(context, text) ? $"Text '{text}' should not be found in the response body" : null));

    /// <summary>The whole header: "application/json; charset=utf-8" is not "application/json".</summary>
    public static Scenario ContentTypeShouldBe(this Scenario scenario, string mimeType)
    {
        scenario.Header("content-type").SingleValueShouldEqual(mimeType);
        return scenario;
    }

    public static Scenario StatusCodeShouldBeOk(this Scenario scenario)
    {
        scenario.StatusCodeShouldBe(200);
        return scenario;
    }

    /// <summary>Any code from 200 to 299, beside the code expected otherwise: needs <see cref="Scenario.IgnoreStatusCode"/> to accept any other than 200.</summary>
    public static Scenario StatusCodeShouldBeSuccess(this Scenario scenario) =>
        scenario.AssertThat(new Expectation(context =>
        {
            var code = context.HttpContext.Response.StatusCode;
            if (code is >= 200 and <= 299)
                return null;

            context.ReadBodyAsString();
            return $"Expected a status code between 200 and 299, but was {code}";
        }));

    private static bool Contains(AssertionContext context, string text) =>
        context.ReadBodyAsString().Contains(text, StringComparison.Ordinal);
}

/// <param name="failure">What is wrong with the answer, or null.</param>
internal sealed class Expectation(Func<AssertionContext, string?> failure) : IScenarioAssertion
{
    public void Assert(Scenario scenario, AssertionContext context)
    {
        if (failure(context) is { } message)
            context.AddFailure(message);
    }
}
