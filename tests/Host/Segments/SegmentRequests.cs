using System.Text.Json.Nodes;
using Alba;

namespace Reo.Host.Tests.Segments;

internal static class SegmentRequests
{
    public static async Task<string> CallAsync(this ReoHost host, Action<Scenario> caller, string method, string path, int status, object? body = null) =>
        await (await host.Alba.Scenario(request =>
        {
            if (body is null)
                request.Get.Url($"/api/v1/segments{path}");
            else
                request.Post.Json(body).ToUrl($"/api/v1/segments{path}");
            request.ConfigureHttpContext(context => context.Request.Method = method);
            caller(request);
            request.StatusCodeShouldBe(status);
        })).ReadAsTextAsync();

    public static async Task<JsonNode> ReadAsync(this ReoHost host, Action<Scenario> caller, string method, string path, int status = 200, object? body = null) =>
        JsonNode.Parse(await host.CallAsync(caller, method, path, status, body))!;

    public static Action<Scenario> WithKey(string key) => request => request.WithRequestHeader("X-API-KEY", key);

    /// <summary>Its id.</summary>
    public static async Task<string> SegmentAsync(this ReoHost host, Action<Scenario> caller, string members, object? filter, bool shared = true) =>
        (await host.ReadAsync(caller, "POST", "", 201, new { name = $"Some {members}", members, filter, shared }))["segment_id"]!.GetValue<string>();
}
