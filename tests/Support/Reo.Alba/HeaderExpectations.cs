using System.Text.RegularExpressions;

namespace Alba;

public sealed class HeaderExpectations(Scenario parent, string headerKey)
{
    public HeaderExpectations SingleValueShouldEqual(string expected) => Expect(values => values switch
    {
        [] => $"Expected a single header value of '{headerKey}'='{expected}', but no values were found on the response",
        [var actual] when actual == expected => null,
        [var actual] => $"Expected a single header value of '{headerKey}'='{expected}', but the actual value was '{actual}'",
        _ => $"Expected a single header value of '{headerKey}'='{expected}', but the actual values were {Quoted(values)}",
    });

    public HeaderExpectations SingleValueShouldMatch(Regex regex) => Expect(values => values switch
    {
        [] => $"Expected a single header value of '{headerKey}' matching '{regex}', but no values were found on the response",
        [var actual] when regex.IsMatch(actual) => null,
        [var actual] => $"Expected a single header value of '{headerKey}' matching '{regex}', but the actual value was '{actual}'",
        _ => $"Expected a single header value of '{headerKey}' matching '{regex}', but the actual values were {Quoted(values)}",
    });

    public HeaderExpectations ShouldHaveOneNonNullValue() => Expect(values => values switch
    {
        [] => $"Expected a single header value of '{headerKey}', but no values were found on the response",
        [_] => null,
        _ => $"Expected a single header value of '{headerKey}', but found multiple values on the response: {Quoted(values)}",
    });

    public void ShouldHaveValues() => Expect(values =>
        values.Length > 0 ? null : $"Expected header '{headerKey}' to be present but no values were found on the response.");

    public void ShouldHaveValues(params string[] expectedValues) => Expect(values =>
    {
        if (values.SequenceEqual(expectedValues, StringComparer.Ordinal))
            return null;

        var actual = values.Length == 0 ? "no values were found on the response" : $"the actual values were {Quoted(values)}";
        return $"Expected header values of '{headerKey}'={Quoted(expectedValues)}, but {actual}.";
    });

    public void ShouldNotBeWritten() => Expect(values =>
        values.Length == 0 ? null : $"Expected no value for header '{headerKey}', but found values {Quoted(values)}");

    private static string Quoted(string[] values) => string.Join(", ", values.Select(value => $"'{value}'"));

    private HeaderExpectations Expect(Func<string[], string?> failure)
    {
        parent.AssertThat(new Expectation(context => failure(Values(context))));
        return this;
    }

    private string[] Values(AssertionContext context) =>
        [.. context.HttpContext.Response.Headers[headerKey].OfType<string>()];
}
