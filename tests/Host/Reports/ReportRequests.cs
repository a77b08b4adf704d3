namespace Reo.Host.Tests.Reports;

internal static class ReportRequests
{
    public static async Task<string> ReportAsync(this ReoHost host, string key, string query, int status = 200, string? accept = null) =>
        await (await host.Alba.Scenario(request =>
        {
            request.Get.Url($"/api/v1/reports/{query}");
            request.WithRequestHeader("X-API-KEY", key);
            if (accept is not null)
                request.WithRequestHeader("Accept", accept);
            request.StatusCodeShouldBe(status);
        })).ReadAsTextAsync();

    /// <summary>The lines of a report as CSV, without its header.</summary>
    public static async Task<string[]> RowsAsync(this ReoHost host, string key, string query) =>
        (await host.ReportAsync(key, $"{query}&format=csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..];
}
