using Microsoft.AspNetCore.Http;

namespace Alba;

public sealed class SendExpression
{
    private readonly Scenario _scenario;

    internal SendExpression(Scenario scenario) => _scenario = scenario;

    /// <param name="url">Path and query, beginning with a slash.</param>
    public SendExpression ToUrl(string url)
    {
        _scenario.UrlIsKnown();
        return Configure(request =>
        {
            var query = url.IndexOf('?', StringComparison.Ordinal);
            request.Path = query < 0 ? url : url[..query];
            request.QueryString = query < 0 ? default : new(url[query..]);
        });
    }

    public SendExpression QueryString(string paramName, string paramValue) =>
        Configure(request => request.QueryString = request.QueryString.Add(paramName, paramValue));

    public SendExpression ContentType(string contentType) => Configure(request => request.ContentType = contentType);

    public SendExpression Accepts(string accepts) => Configure(request => request.Headers.Accept = accepts);

    public SendExpression Etag(string etag) => Configure(request => request.Headers.IfNoneMatch = etag);

    private SendExpression Configure(Action<HttpRequest> configure)
    {
        _scenario.ConfigureHttpContext(context => configure(context.Request));
        return this;
    }
}
