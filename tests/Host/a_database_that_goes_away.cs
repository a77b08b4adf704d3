using Alba;
using Reo.Testing;

namespace Reo.Host.Tests;

public sealed class a_database_that_goes_away
{
    [Fact]
    public async Task is_answered_with_503_until_it_is_back_and_service_resumes_by_itself()
    {
        await using var cluster = await PostgresCluster.StartPrivateAsync(TestContext.Current.CancellationToken);
        await using var host = await ReoHost.StartAsync(await cluster.CreateDatabaseAsync("reo", TestContext.Current.CancellationToken));
        var key = await host.TenantAsync("acme", "LOGIN_ACTIVITY");
        await host.PostAsync(key, Usage.By("before", 1, eventId: "1"), 200);
        await host.GetAsync("/api/v1/developers", key, 200);

        await cluster.StopAsync(TestContext.Current.CancellationToken);

        var post = await host.PostAsync(key, Usage.By("during", 2, eventId: "2"), 503);
        post.Context.Response.Headers.RetryAfter.ToString().ShouldBe("1");
        (await post.ReadAsTextAsync()).ShouldStartWith("""{"response_code":503,""");
        var get = await host.GetAsync("/api/v1/developers", key, 503);
        get.Context.Response.Headers.RetryAfter.ToString().ShouldBe("1");
        get.Context.Response.ContentType.ShouldBe("application/problem+json");
        await host.GetAsync("/health/ready", key: null, 503);
        await host.GetAsync("/health/live", key: null, 200);

        await cluster.RestartAsync(TestContext.Current.CancellationToken);

        await ReoHost.EventuallyAsync(() => SucceedsAsync(() => host.PostAsync(key, Usage.By("during", 2, eventId: "2"), 200)));
        await ReoHost.EventuallyAsync(() => SucceedsAsync(() => host.GetAsync("/health/ready", key: null, 200)));
        await ReoHost.EventuallyAsync(async () =>
            (await (await host.GetAsync("/api/v1/developers", key, 200)).ReadAsTextAsync()).Contains("during", StringComparison.Ordinal));
        await host.TenantAsync("new-after", "LOGIN_ACTIVITY");
    }

    private static async Task<bool> SucceedsAsync(Func<Task> scenario)
    {
        try
        {
            await scenario();
            return true;
        }
        catch (ScenarioAssertionException)
        {
            return false;
        }
    }
}
