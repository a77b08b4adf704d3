using Microsoft.AspNetCore.Http;

namespace Alba;

public interface IScenarioAssertion
{
    void Assert(Scenario scenario, AssertionContext context);
}

public sealed class AssertionContext(HttpContext httpContext, ScenarioAssertionException assertionException)
{
    private string? _body;

    public HttpContext HttpContext { get; } = httpContext;

    public void AddFailure(string message) => assertionException.Add(message);

    /// <summary>The response's body, which is shown with the failures from then on.</summary>
    public string ReadBodyAsString()
    {
        if (_body is not null)
            return _body;

        using var reader = new StreamReader(HttpContext.Response.Body, leaveOpen: true);
        _body = reader.ReadToEnd();
        assertionException.AddBody(_body);
        return _body;
    }
}
