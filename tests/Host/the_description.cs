using System.Text.Json.Nodes;

namespace Reo.Host.Tests;

public sealed class the_description(HostFixture fixture) : IClassFixture<HostFixture>
{
    private ReoHost Host => fixture.Host;

    [Fact]
    public async Task names_every_endpoint_of_the_api()
    {
        var endpoints = AnEndpoint.AllOf(Host.Services).Select(endpoint => endpoint.ToString().Replace("{**", "{", StringComparison.Ordinal)).Where(endpoint => endpoint.Contains(" /api/", StringComparison.Ordinal));

        var operations = (await DescriptionAsync())["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"));

        operations.ShouldBe(endpoints, ignoreOrder: true);
    }

    [Fact]
    public async Task tells_of_every_endpoint_what_it_is_and_where_it_belongs()
    {
        var operations = (await DescriptionAsync())["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!);

        operations.ShouldAllBe(operation => operation["summary"] != null && operation["tags"]!.AsArray().Count == 1 && operation["operationId"] != null);
    }

    [Theory]
    [InlineData("post", "/api/product/usage", "ApiKey")]
    [InlineData("get", "/api/v1/developers", "ApiKey AccessToken Cookie")]
    [InlineData("post", "/api/v1/members", "AccessToken Cookie")]
    [InlineData("post", "/api/v1/access-tokens", "Cookie")]
    [InlineData("post", "/api/v1/sign-in", "")]
    public async Task names_the_credentials_that_an_endpoint_takes(string method, string path, string credentials)
    {
        var operation = (await DescriptionAsync())["paths"]![path]![method]!;

        var taken = (operation["security"]?.AsArray() ?? []).SelectMany(requirement => requirement!.AsObject().Select(scheme => scheme.Key));

        string.Join(' ', taken).ShouldBe(credentials);
    }

    [Fact]
    public async Task holds_a_request_that_works()
    {
        var key = await Host.TenantAsync("described", "LOGIN_ACTIVITY");
        var operation = (await DescriptionAsync())["paths"]!["/api/product/usage"]!["post"]!;

        var example = operation["requestBody"]!["content"]!["application/json"]!["example"]!.ToJsonString();

        await Host.PostAsync(key, example, 200);
    }

    [Fact]
    public async Task names_every_answer_of_the_usage_endpoint()
    {
        var operation = (await DescriptionAsync())["paths"]!["/api/product/usage"]!["post"]!;

        operation["responses"]!.AsObject().Select(response => response.Key).ShouldBe(["200", "202", "400", "413", "415", "429", "503"], ignoreOrder: true);
        SchemaOf("200")["response_code"]!["type"]!.GetValue<string>().ShouldBe("string");
        SchemaOf("400")["response_code"]!["type"]!.GetValue<string>().ShouldBe("integer");

        JsonNode SchemaOf(string status)
        {
            var name = operation["responses"]![status]!["content"]!["application/json"]!["schema"]!["$ref"]!.GetValue<string>().Split('/')[^1];
            return operation.Root["components"]!["schemas"]![name]!["properties"]!;
        }
    }

    [Fact]
    public async Task has_a_page_that_needs_nothing_from_elsewhere()
    {
        var page = await (await Host.GetAsync("/docs/index.html", key: null, 200)).ReadAsTextAsync();

        page.ShouldContain("swagger-ui");
        page.ShouldNotContain("//cdn");
        page.ShouldNotContain("https://");
    }

    private async Task<JsonNode> DescriptionAsync() =>
        JsonNode.Parse(await (await Host.GetAsync("/openapi/v1.json", key: null, 200)).ReadAsTextAsync())!;
}
