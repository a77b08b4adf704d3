using Alba;

namespace Reo.CritterStack.Conformance.Alba;

public sealed class sending_a_request(EchoApplication application) : IClassFixture<EchoApplication>
{
    [Fact]
    public async Task every_verb_reaches_the_application()
    {
        (await Echo(x => x.Get.Url("/echo"))).Method.ShouldBe("GET");
        (await Echo(x => x.Post.Url("/echo"))).Method.ShouldBe("POST");
        (await Echo(x => x.Put.Url("/echo"))).Method.ShouldBe("PUT");
        (await Echo(x => x.Patch.Url("/echo"))).Method.ShouldBe("PATCH");
        (await Echo(x => x.Delete.Url("/echo"))).Method.ShouldBe("DELETE");
    }

    [Fact]
    public async Task a_path_is_unescaped_and_a_query_is_not()
    {
        var echoed = await Echo(x => x.Get.Url("/echo/a%20b?q=c%20d"));

        echoed.Path.ShouldBe("/echo/a%20b");
        echoed.Query.ShouldBe("?q=c%20d");
    }

    [Fact]
    public async Task query_parameters_are_added_to_those_of_the_url()
    {
        var echoed = await Echo(x => x.Get.Url("/echo?a=1").QueryString("b", "2 3").QueryString("c", "&"));

        echoed.Query.ShouldBe("?a=1&b=2%203&c=%26");
    }

    [Fact]
    public async Task an_object_is_sent_as_the_application_writes_json()
    {
        var echoed = await Echo(x => x.Post.Json(new Thing("lamp", 3)).ToUrl("/echo"));

        echoed.Body.ShouldBe("""{"name":"lamp","count":3}""");
        echoed.ContentType.ShouldBe("application/json");
        echoed.Headers["Accept"].ShouldBe("application/json");
        echoed.Headers["Content-Length"].ShouldBe("25");
    }

    [Fact]
    public async Task a_body_binds_to_a_parameter_of_the_endpoint()
    {
        var answer = await application.Host.Scenario(x => x.Post.Json(new Thing("lamp", 3)).ToUrl("/thing"));

        (await answer.ReadAsJsonAsync<Thing>()).ShouldBe(new Thing("lamp", 3));
    }

    [Fact]
    public async Task text_bytes_and_raw_json_are_sent_as_they_are()
    {
        var text = await Echo(x => x.Put.Text("plain").ToUrl("/echo"));
        var bytes = await Echo(x => x.Patch.ByteArray([65, 66]).ToUrl("/echo"));
        var json = await Echo(x => x.Post.RawJson("{\"a\": 1}").ToUrl("/echo"));

        (text.Body, text.ContentType).ShouldBe(("plain", "text/plain"));
        (bytes.Body, bytes.ContentType).ShouldBe(("AB", null));
        (json.Body, json.ContentType).ShouldBe(("{\"a\": 1}", "application/json"));
    }

    [Fact]
    public async Task the_last_word_about_a_request_header_counts()
    {
        var echoed = await Echo(x =>
        {
            x.WithRequestHeader("X-Key", "first");
            x.WithRequestHeader("X-Key", "second");
            x.WithRequestHeader("X-Other", "gone");
            x.RemoveRequestHeader("X-Other");
            x.Post.Text("<a/>").ToUrl("/echo").ContentType("application/xml").Accepts("text/json").Etag("abc");
        });

        echoed.Headers["X-Key"].ShouldBe("second");
        echoed.Headers.ShouldNotContainKey("X-Other");
        echoed.ContentType.ShouldBe("application/xml");
        echoed.Headers["Accept"].ShouldBe("text/json");
        echoed.Headers["If-None-Match"].ShouldBe("abc");
    }

    [Fact]
    public async Task the_context_can_be_set_up_freely()
    {
        var echoed = await Echo(x =>
        {
            x.Get.Url("/echo");
            x.ConfigureHttpContext(context => context.Request.Headers["X-Free"] = "yes");
        });

        echoed.Headers["X-Free"].ShouldBe("yes");
    }

    [Fact]
    public async Task a_scenario_without_a_url_is_refused() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => application.Host.Scenario(x => x.IgnoreStatusCode())))
            .Message.ShouldBe("This scenario has no defined url");

    [Fact]
    public async Task a_url_begins_with_a_slash() =>
        await Should.ThrowAsync<ArgumentException>(() => application.Host.Scenario(x => x.Get.Url("echo")));

    [Fact]
    public async Task actions_before_and_after_each_request_run_in_the_order_given()
    {
        await using var own = new EchoApplication();
        await own.InitializeAsync();
        var after = new List<string>();
        own.Host
            .BeforeEach(context => context.Request.Headers["X-Each"] = "first")
            .BeforeEach(context => context.Request.Headers["X-Each"] += " second")
            .AfterEach(context => after.Add($"first {context.Response.StatusCode}"))
            .AfterEach(context => after.Add($"second {context.Response.StatusCode}"));

        var result = await own.Host.Scenario(x => x.Get.Url("/echo"));

        result.ReadAsJson<Echoed>()!.Headers["X-Each"].ShouldBe("first second");
        after.ShouldBe(["first 200", "second 200"]);
    }

    private async Task<Echoed> Echo(Action<Scenario> configure) =>
        (await application.Host.Scenario(configure)).ReadAsJson<Echoed>()!;
}
