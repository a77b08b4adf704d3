using System.Text.Json;
using Alba;

namespace Reo.CritterStack.Conformance.Alba;

public sealed class reading_an_answer(EchoApplication application) : IClassFixture<EchoApplication>
{
    [Fact]
    public async Task json_is_read_as_the_application_writes_it()
    {
        var sync = await application.Host.Scenario(x => x.Get.Url("/thing"));
        var async = await application.Host.Scenario(x => x.Get.Url("/thing"));

        sync.ReadAsJson<Thing>().ShouldBe(new Thing("lamp", 3));
        (await async.ReadAsJsonAsync<Thing>()).ShouldBe(new Thing("lamp", 3));
    }

    [Fact]
    public async Task text_is_read_as_often_as_wanted_and_then_as_json()
    {
        var result = await application.Host.Scenario(x => x.Get.Url("/thing"));

        result.ReadAsText().ShouldBe("""{"name":"lamp","count":3}""");
        (await result.ReadAsTextAsync()).ShouldBe("""{"name":"lamp","count":3}""");
        result.ReadAsJson<Thing>().ShouldBe(new Thing("lamp", 3));
    }

    [Fact]
    public async Task the_raw_context_is_there()
    {
        var result = await application.Host.Scenario(x => { x.Get.Url("/nothing"); x.StatusCodeShouldBe(204); });

        result.Context.Response.StatusCode.ShouldBe(204);
        result.ReadAsText().ShouldBeEmpty();
    }

    [Fact]
    public async Task an_empty_body_is_not_json()
    {
        var result = await application.Host.Scenario(x => { x.Get.Url("/nothing"); x.StatusCodeShouldBe(204); });

        await Should.ThrowAsync<JsonException>(() => result.ReadAsJsonAsync<Thing>());
    }

    [Fact]
    public async Task content_that_an_assertion_looked_at_is_gone()
    {
        var result = await application.Host.Scenario(x => { x.Get.Url("/thing"); x.ContentShouldContain("lamp"); });

        result.ReadAsText().ShouldBeEmpty();
    }
}
