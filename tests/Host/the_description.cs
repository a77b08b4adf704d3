using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Reo.Host.Tests;

public sealed class the_description(HostFixture fixture) : IClassFixture<HostFixture>
{
    private ReoHost Host => fixture.Host;

    [Fact]
    public async Task names_every_endpoint_of_the_api_with_its_key()
    {
        var endpoints = Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Where(path => path.StartsWith("/api/", StringComparison.Ordinal));

        var paths = (await DescriptionAsync())["paths"]!.AsObject();

        paths.Select(path => path.Key).ShouldBe(endpoints, ignoreOrder: true);
        paths.SelectMany(path => path.Value!.AsObject()).ShouldAllBe(operation => operation.Value!["security"]![0]!["ApiKey"] != null);
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
