using Reo.Metrics.Developers;

namespace Reo.Host.Tests;

public sealed class listing_developers(HostFixture fixture) : IClassFixture<HostFixture>
{
    private ReoHost Host => fixture.Host;

    [Fact]
    public async Task shows_the_developer_of_a_posted_event()
    {
        var key = await Host.TenantAsync("slice", "LOGIN_ACTIVITY");
        await Host.PostAsync(key, Usage.VendorSample, 200);
        await Host.PostAsync(key, Usage.VendorSample, 200);
        await Host.ProjectedAsync();

        var answer = await Host.GetAsync("/api/v1/developers?as_of=2026-11-22", key, 200);

        (await answer.ReadAsTextAsync()).ShouldBe(
            """{"developers":[{"developer_id":"linkedin/userid","user_id_type":"LINKEDIN","user_id":"userid","identities":["linkedin/userid"],"""
            + """ "company":null,"first_seen_at":"1990-04-05T08:14:56+00:00","last_seen_at":"1990-04-05T08:14:56+00:00","usage_count":1,""".TrimStart()
            + """ "score":{"value":0,"level":"Low"}}],"total":1,"as_of":"2026-11-22","next":null}""".TrimStart());
    }

    [Fact]
    public async Task shows_nothing_of_another_tenant()
    {
        var acme = await Host.TenantAsync("acme", "LOGIN_ACTIVITY");
        var other = await Host.TenantAsync("other", "LOGIN_ACTIVITY");
        await Host.PostAsync(acme, Usage.VendorSample, 200);
        await Host.ProjectedAsync();

        (await PageAsync(acme)).Developers.ShouldHaveSingleItem();
        (await PageAsync(other)).Developers.ShouldBeEmpty();
    }

    [Fact]
    public async Task counts_usage_but_not_presence_and_nothing_held()
    {
        var key = await Host.TenantAsync("counting", "LOGIN_ACTIVITY");
        await Host.PostAsync(key, Usage.By("ann", 2_000), 200);
        await Host.PostAsync(key, Usage.By("ann", 1_000), 200);
        await Host.PostAsync(key, Usage.By("ann", 3_000, activityType: "CALL HOME"), 200);
        await Host.PostAsync(key, Usage.By("ann", 9_000, activityType: "NOT CONFIGURED"), 202);
        await Host.ProjectedAsync();

        var ann = (await PageAsync(key)).Developers.ShouldHaveSingleItem();

        ann.UsageCount.ShouldBe(2);
        ann.FirstSeenAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_000));
        ann.LastSeenAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(3_000));
    }

    [Fact]
    public async Task goes_through_all_pages_most_recently_seen_first()
    {
        var key = await Host.TenantAsync("pages", "LOGIN_ACTIVITY");
        foreach (var (name, at) in new[] { ("a", 10), ("b", 30), ("c", 20), ("d", 20), ("e", 20) })
            await Host.PostAsync(key, Usage.By(name, at), 200);
        await Host.ProjectedAsync();

        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await PageAsync(key, next is null ? "?limit=2" : $"?limit=2&after={next}");
            seen.AddRange(page.Developers.Select(developer => developer.UserId));
            next = page.Next;
        }
        while (next is not null);

        seen.ShouldBe(["b", "c", "d", "e", "a"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("reo_acme_123456789012_1234567890123456789012345678901234567890123")]
    public async Task needs_a_working_key(string? key)
    {
        var answer = await Host.GetAsync("/api/v1/developers", key, 401);

        answer.Context.Response.ContentType.ShouldBe("application/problem+json");
        answer.Context.Response.Headers.WWWAuthenticate.ToString().ShouldBe("ApiKey, Bearer");
    }

    [Fact]
    public async Task ends_with_the_key()
    {
        var key = await Host.TenantAsync("ending");
        await Host.GetAsync("/api/v1/developers", key, 200);

        await Host.InvokeAsync("ending", new Reo.Tenancy.ApiKeys.RevokeApiKey(key.Split('_')[2], "test"));

        await Host.GetAsync("/api/v1/developers", key, 401);
        (await Host.RevealAsync("ending")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=501")]
    [InlineData("?limit=many")]
    [InlineData("?after=x")]
    [InlineData("?after=!")]
    [InlineData("?sort=name")]
    [InlineData("?score=Huge")]
    [InlineData("?as_of=yesterday")]
    [InlineData("?from=2026-02-30")]
    [InlineData("?from=2026-02-02&to=2026-02-01")]
    public async Task says_what_is_wrong_with_a_question(string query)
    {
        var key = await Host.TenantAsync("question");

        var answer = await Host.GetAsync($"/api/v1/developers{query}", key, 400);

        answer.Context.Response.ContentType.ShouldBe("application/problem+json");
    }

    private async Task<DeveloperPage> PageAsync(string key, string query = "") =>
        await (await Host.GetAsync($"/api/v1/developers{query}", key, 200)).ReadAsJsonAsync<DeveloperPage>()
        ?? throw new InvalidOperationException("no page");
}
