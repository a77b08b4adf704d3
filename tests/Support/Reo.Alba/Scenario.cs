using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Alba;

/// <summary>One request and what is expected of its answer.</summary>
public sealed class Scenario : IUrlExpression
{
    private readonly IServiceProvider _services;
    private readonly List<Action<HttpContext>> _setUp = [];
    private readonly List<IScenarioAssertion> _assertions = [];
    private int? _expectedStatusCode = StatusCodes.Status200OK;
    private bool _hasUrl;

    internal Scenario(IServiceProvider services) => _services = services;

    public IUrlExpression Get => Using(HttpMethods.Get);

    public IUrlExpression Post => Using(HttpMethods.Post);

    public IUrlExpression Put => Using(HttpMethods.Put);

    public IUrlExpression Delete => Using(HttpMethods.Delete);

    public IUrlExpression Patch => Using(HttpMethods.Patch);

    public IUrlExpression Head => Using(HttpMethods.Head);

    public void ConfigureHttpContext(Action<HttpContext> configure) => _setUp.Add(configure);

    public void WithRequestHeader(string headerKey, string value) =>
        ConfigureHttpContext(context => context.Request.Headers[headerKey] = value);

    public void RemoveRequestHeader(string headerKey) =>
        ConfigureHttpContext(context => context.Request.Headers.Remove(headerKey));

    public void StatusCodeShouldBe(int statusCode) => _expectedStatusCode = statusCode;

    public Scenario StatusCodeShouldBe(HttpStatusCode httpStatusCode)
    {
        _expectedStatusCode = (int)httpStatusCode;
        return this;
    }

    public void IgnoreStatusCode() => _expectedStatusCode = null;

    public Scenario AssertThat(IScenarioAssertion assertion)
    {
        _assertions.Add(assertion);
        return this;
    }

    public HeaderExpectations Header(string headerKey) => new(this, headerKey);

    SendExpression IUrlExpression.Url(string relativeUrl) => new SendExpression(this).ToUrl(relativeUrl);

    SendExpression IUrlExpression.Json<T>(T input)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(input, ApplicationJson.Options(_services));
        return Body(body).ContentType("application/json").Accepts("application/json");
    }

    SendExpression IUrlExpression.RawJson(string input) => Body(Encoding.UTF8.GetBytes(input)).ContentType("application/json");

    SendExpression IUrlExpression.Text(string text) => Body(Encoding.UTF8.GetBytes(text)).ContentType("text/plain");

    SendExpression IUrlExpression.ByteArray(byte[] input) => Body(input);

    internal void UrlIsKnown() => _hasUrl = true;

    internal void SetUp(HttpContext context)
    {
        if (!_hasUrl)
            throw new InvalidOperationException("This scenario has no defined url");
        foreach (var configure in _setUp)
            configure(context);
    }

    internal void AssertOn(HttpContext context)
    {
        var failures = new ScenarioAssertionException();
        var assertion = new AssertionContext(context, failures);
        if (_expectedStatusCode is { } expected && context.Response.StatusCode != expected)
        {
            assertion.AddFailure($"Expected status code {expected}, but was {context.Response.StatusCode}");
            assertion.ReadBodyAsString();
        }

        foreach (var each in _assertions)
            each.Assert(this, assertion);
        if (failures.Messages.Any())
            throw failures;
    }

    private Scenario Using(string method)
    {
        ConfigureHttpContext(context => context.Request.Method = method);
        return this;
    }

    private SendExpression Body(byte[] bytes)
    {
        ConfigureHttpContext(context =>
        {
            context.Request.Body = new MemoryStream(bytes);
            context.Request.ContentLength = bytes.Length;
            context.Features.Set<IHttpRequestBodyDetectionFeature>(new HasBody());
        });
        return new SendExpression(this);
    }

    /// <summary>Without it an endpoint that binds its body is told that there is none.</summary>
    private sealed class HasBody : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }
}

public interface IUrlExpression
{
    SendExpression Url(string relativeUrl);

    /// <summary>The input as JSON, in the manner of the application's minimal endpoints.</summary>
    SendExpression Json<T>(T input);

    SendExpression RawJson(string input);

    SendExpression Text(string text);

    SendExpression ByteArray(byte[] input);
}
