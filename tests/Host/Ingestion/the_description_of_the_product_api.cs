using System.Text;
using System.Text.Json.Nodes;

namespace Reo.Host.Tests.Ingestion;

public sealed class the_description_of_the_product_api(HostFixture fixture) : IClassFixture<HostFixture>
{
    private static readonly string[] _answers = ["200", "202", "400", "413", "415", "429", "503"];

    [Theory]
    [InlineData(ProductApi.Single)]
    [InlineData(ProductApi.Aggregated)]
    [InlineData(ProductApi.Batch)]
    public async Task shows_a_request_that_is_accepted(string path)
    {
        var key = await fixture.Host.TenantAsync("described", "LOGIN_ACTIVITY");
        var example = (await OperationAsync(path))["requestBody"]!["content"]!["application/json"]!["example"]!;

        await fixture.Host.SendAsync(path, key, Encoding.UTF8.GetBytes(example.ToJsonString()), 200);
    }

    [Theory]
    [InlineData(ProductApi.Single)]
    [InlineData(ProductApi.Aggregated)]
    [InlineData(ProductApi.Batch)]
    public async Task shows_every_answer_with_an_example_in_its_envelope(string path)
    {
        var responses = (await OperationAsync(path))["responses"]!.AsObject();

        responses.Select(response => response.Key).Order().ShouldBe(path == ProductApi.Batch ? _answers.Except(["202"]) : _answers);
        foreach (var (status, response) in responses)
        {
            var examples = response!["content"]!["application/json"]!["examples"]!.AsObject();
            examples.ShouldNotBeEmpty();
            foreach (var (_, example) in examples)
                example!["value"]!["response_code"]!.ToString().ShouldBe(status);
        }
    }

    [Fact]
    public async Task names_the_members_that_every_event_needs()
    {
        var description = await DescriptionAsync();
        var body = description["paths"]![ProductApi.Single]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!;
        var schema = Resolve(description, Resolve(description, body)["properties"]!["payload"]!);

        schema["required"]!.AsArray().Select(member => member!.GetValue<string>()).ShouldBe(["activity_type", "source", "event_at", "product_id"], ignoreOrder: true);
    }

    private static JsonNode Resolve(JsonNode description, JsonNode schema) =>
        schema["$ref"]?.GetValue<string>() is { } reference ? description["components"]!["schemas"]![reference.Split('/')[^1]]! : schema;

    private async Task<JsonNode> OperationAsync(string path) => (await DescriptionAsync())["paths"]![path]!["post"]!;

    private async Task<JsonNode> DescriptionAsync() =>
        JsonNode.Parse(await (await fixture.Host.GetAsync("/openapi/v1.json", null, 200)).ReadAsTextAsync())!;
}
