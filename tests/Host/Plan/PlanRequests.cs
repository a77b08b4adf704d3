using System.Text.Json.Nodes;
using Alba;

namespace Reo.Host.Tests.Plan;

/// <summary>The plan's endpoints, asked as a member or with an API key.</summary>
internal static class PlanRequests
{
    public static Task<IScenarioResult> PutMetricAsync(
        this ReoHost host, Action<Scenario> caller, string key, object body, int status = 200, string? ifMatch = null) => host.Alba.Scenario(request =>
    {
        request.Put.Json(body).ToUrl($"/api/v1/metrics/{Uri.EscapeDataString(key)}");
        caller(request);
        if (ifMatch is not null)
            request.WithRequestHeader("If-Match", ifMatch);
        request.StatusCodeShouldBe(status);
    });

    public static Task<IScenarioResult> DeleteAsync(
        this ReoHost host, Action<Scenario> caller, string path, int status = 200, string? ifMatch = null) => host.Alba.Scenario(request =>
    {
        request.Delete.Url(path);
        caller(request);
        if (ifMatch is not null)
            request.WithRequestHeader("If-Match", ifMatch);
        request.StatusCodeShouldBe(status);
    });

    public static Task<IScenarioResult> GetAsync(this ReoHost host, Action<Scenario> caller, string path, int status = 200, string? ifNoneMatch = null) =>
        host.Alba.Scenario(request =>
        {
            request.Get.Url(path);
            caller(request);
            if (ifNoneMatch is not null)
                request.WithRequestHeader("If-None-Match", ifNoneMatch);
            request.StatusCodeShouldBe(status);
        });

    public static Action<Scenario> WithKey(string key) => request => request.WithRequestHeader("X-API-KEY", key);

    public static async Task<JsonNode> JsonAsync(this Task<IScenarioResult> answer) => JsonNode.Parse(await (await answer).ReadAsTextAsync())!;

    public static string ETag(this IScenarioResult answer) => answer.Context.Response.Headers.ETag.ToString();
}
