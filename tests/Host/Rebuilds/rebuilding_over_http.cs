using System.Text.Json.Nodes;
using Reo.Host.Tests.Views;
using Reo.Testing;

namespace Reo.Host.Tests.Rebuilds;

public sealed class rebuilding_over_http(PostgresDatabase database) : RebuildTests(database), IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task is_of_the_callers_tenant_and_tells_how_far_it_is()
    {
        await using var host = await StartAsync();
        await host.TenantAsync("initech", "LOGIN_ACTIVITY");
        var (admin, user) = (await host.AdminAsync("initech"), await host.UserAsync("initech"));
        await SomeUsage.AppendAsync(host, "initech", [.. SomeUsage.All()]);
        await host.ProjectedAsync();

        await host.Alba.Scenario(request => { user(request); request.Post.Json(new { }).ToUrl("/api/v1/projections/Views/rebuilds"); request.StatusCodeShouldBe(403); });
        var accepted = await host.Alba.Scenario(request => { admin(request); request.Post.Json(new { dry_run = true }).ToUrl("/api/v1/projections/Views/rebuilds"); request.StatusCodeShouldBe(202); });
        var location = accepted.Context.Response.Headers.Location.ToString();
        var followed = await host.Alba.Scenario(request => { admin(request); request.Get.Url($"{location}/events"); request.StatusCodeShouldBe(200); });
        var states = (await followed.ReadAsTextAsync()).Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).ToArray();
        var shown = JsonNode.Parse(await (await host.Alba.Scenario(request => { admin(request); request.Get.Url(location); request.StatusCodeShouldBe(200); })).ReadAsTextAsync())!;
        var listed = JsonNode.Parse(await (await host.Alba.Scenario(request => { admin(request); request.Get.Url("/api/v1/projections"); request.StatusCodeShouldBe(200); })).ReadAsTextAsync())!;

        states[^1].ShouldContain("\"status\":\"completed\"");
        shown["status"]!.GetValue<string>().ShouldBe("completed");
        shown["message"]!.GetValue<string>().ShouldStartWith("Dry run: the live view would stay as it is; ");
        shown["tenant_id"]!.GetValue<string>().ShouldBe("initech");
        listed[0]!["last_rebuild"]!["id"]!.GetValue<string>().ShouldBe(shown["id"]!.GetValue<string>());
        listed[0]!["status"]!.GetValue<string>().ShouldBe("current");
        await host.Alba.Scenario(request => { admin(request); request.Get.Url("/api/v1/projections/Nothing/rebuilds"); request.StatusCodeShouldBe(404); });
        await host.Alba.Scenario(request => { admin(request); request.Post.Json(new { }).ToUrl("/api/v1/projections/Views/verify"); request.StatusCodeShouldBe(200); });
    }

    [Fact]
    public async Task is_refused_while_another_runs_and_can_be_cancelled()
    {
        await using var host = await StartAsync();
        await host.TenantAsync("hooli", "LOGIN_ACTIVITY");
        var admin = await host.AdminAsync("hooli");
        await SomeUsage.AppendAsync(host, "hooli", [.. SomeUsage.All()]);
        await host.ProjectedAsync();
        await using var blocker = await BlockAsync("hooli");
        var accepted = await host.Alba.Scenario(request => { admin(request); request.Post.Json(new { }).ToUrl("/api/v1/projections/Views/rebuilds"); request.StatusCodeShouldBe(202); });
        var location = accepted.Context.Response.Headers.Location.ToString();

        var refused = await host.Alba.Scenario(request => { admin(request); request.Post.Json(new { }).ToUrl("/api/v1/projections/Views/rebuilds"); request.StatusCodeShouldBe(409); });
        await host.Alba.Scenario(request => { admin(request); request.Delete.Url(location); request.StatusCodeShouldBe(202); });
        var followed = await (await host.Alba.Scenario(request => { admin(request); request.Get.Url($"{location}/events"); request.StatusCodeShouldBe(200); })).ReadAsTextAsync();
        var history = await host.Alba.Scenario(request => { admin(request); request.Get.Url("/api/v1/projections/Views/rebuilds"); request.StatusCodeShouldBe(200); });

        (await refused.ReadAsTextAsync()).ShouldContain(location.Split('/')[^1]);
        followed.ShouldContain("\"status\":\"cancelled\"");
        var ended = JsonNode.Parse(await history.ReadAsTextAsync())![0]!;
        ended["status"]!.GetValue<string>().ShouldBe("cancelled");
        ended["cancelled_by"]!.GetValue<string>().ShouldBe(ended["started_by"]!.GetValue<string>());
        ended["ended_at"].ShouldNotBeNull();
    }
}
