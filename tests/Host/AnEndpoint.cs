using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reo.Host.Tests.Tenancy;

namespace Reo.Host.Tests;

/// <summary>One method of one route of the running host, as the host itself lists it.</summary>
internal sealed record AnEndpoint(string Method, RouteEndpoint Endpoint)
{
    /// <summary>Added by the framework where the host was not published; it finds files that the build has just written, or nothing.</summary>
    private const string FilesOfTheBuild = "{**path:file}";

    public static IReadOnlyList<AnEndpoint> AllOf(IServiceProvider host) =>
        [.. host.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText != FilesOfTheBuild)
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET"])
                .Select(method => new AnEndpoint(method, endpoint)))];

    public bool IsOpenToEverybody => Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    /// <summary>Whoever opens it without a credential is shown where to sign in.</summary>
    public bool IsPage => Endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    public IReadOnlyList<string?> Policies => [.. Endpoint.Metadata.OfType<IAuthorizeData>().Select(authorize => authorize.Policy)];

    public bool HasIds => Endpoint.RoutePattern.Parameters.Count > 0;

    public bool IsRead => Method is "GET" or "HEAD";

    /// <summary>The route with the text in place of every parameter, and a body of the endpoint's own type with the text in every string.</summary>
    public HttpRequestMessage Request(Caller caller, string text)
    {
        var path = "/" + string.Join('/', Endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
            _ => Uri.EscapeDataString(text),
        }))));
        var request = new HttpRequestMessage(new HttpMethod(Method), new Uri(path, UriKind.Relative));
        foreach (var (header, value) in caller.Headers)
            request.Headers.Add(header, value);
        if (Endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is { } body)
            request.Content = new StringContent(Json(body, text, depth: 0)?.ToJsonString() ?? "null", System.Text.Encoding.UTF8, "application/json");
        return request;
    }

    public override string ToString() => $"{Method} {Endpoint.RoutePattern.RawText}";

    private static JsonNode? Json(Type type, string text, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type == typeof(object))
            return text;
        if (type.IsEnum)
            return Enum.GetNames(type)[0];
        if (type == typeof(bool))
            return true;
        if (type.IsPrimitive || type == typeof(decimal))
            return 1;
        if (type == typeof(DateTimeOffset) || type == typeof(DateTime))
            return "2026-01-01T00:00:00Z";
        if (depth > 4 || typeof(IDictionary).IsAssignableFrom(type))
            return new JsonObject();
        if (typeof(IEnumerable).IsAssignableFrom(type))
            return new JsonArray(Json(type.IsArray ? type.GetElementType()! : type.GetGenericArguments().FirstOrDefault() ?? typeof(string), text, depth + 1));

        var body = new JsonObject();
        foreach (var member in type.GetProperties().Where(property => property.GetIndexParameters().Length == 0))
            body[JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name)] = Json(member.PropertyType, text, depth + 1);
        return body;
    }
}
