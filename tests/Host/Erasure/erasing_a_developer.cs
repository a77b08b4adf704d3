using System.Globalization;
using System.Text.Json.Nodes;
using Alba;
using Reo.Host.Tests.HeldEvents;
using Reo.Host.Tests.Plan;
using Reo.Host.Tests.Views;
using Reo.Ingestion.Contracts;
using Reo.Ingestion.Erasure;
using Wolverine;
using Wolverine.Tracking;

namespace Reo.Host.Tests.Erasure;

public sealed class erasing_a_developer(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string Login = "LOGIN_ACTIVITY";
    private const string Export = "BULK EXPORT";
    private const string Person = "github/michaelbevan";

    private ReoHost Host => fixture.Host;

    [Fact]
    public async Task masks_raw_events_held_events_and_views_and_keeps_the_counts()
    {
        var key = await Host.TenantAsync("erased", Login);
        await PostAsync(key, "michaelbevan", "m1");
        await PostAsync(key, "michaelbevan", "m2");
        await PostAsync(key, "michaelbevan", "m3", Export, 202);
        await PostAsync(key, "ann", "a1");
        await Host.ProjectedAsync();

        await EraseAsync("erased", Person);

        var recorded = await StoredUsage.RecordedAsync(fixture.Database, "erased");
        var random = recorded[0].Usage.UserId;
        await ReoHost.EventuallyAsync(async () => !(await DevelopersAsync(key)).Contains($"{Person} 2"));
        (await DevelopersAsync(key)).ShouldBe(["github/ann 1", $"erased/{random} 2"], ignoreOrder: true);
        (await TablesWithAsync("erased", "michaelbevan")).ShouldBeEmpty();
        (await TablesWithAsync("erased", "m-secret")).ShouldBeEmpty();
        recorded.Where(e => e.Usage.UserId == random).ShouldAllBe(e => e.Stream == $"erased/developer/erased/{random}" && e.Usage.EventAt == 1_000);
        recorded.Count(e => e.Usage.UserId == random).ShouldBe(2);
        recorded.Single(e => e.Usage.UserId == "ann").Usage.UserAgent.ShouldBe("a-secret");
        (await StoredUsage.HeldAsync(fixture.Database, "erased")).Single().Usage.UserId.ShouldBe(random);
    }

    [Fact]
    public async Task is_not_undone_by_a_rebuild()
    {
        var key = await Host.TenantAsync("rebuilt", Login);
        await PostAsync(key, "michaelbevan", "m1");
        await Host.ProjectedAsync();
        await EraseAsync("rebuilt", Person);
        await ReoHost.EventuallyAsync(async () => !(await DevelopersAsync(key)).Contains($"{Person} 1"));
        var before = await DevelopersAsync(key);

        await ViewRows.RebuildAsync(Host);
        (await DevelopersAsync(key)).ShouldBe(before);
        (await TablesWithAsync("rebuilt", "michaelbevan")).ShouldBeEmpty();
    }

    [Fact]
    public async Task makes_the_same_person_a_new_developer_and_a_retry_a_duplicate()
    {
        var key = await Host.TenantAsync("back", Login);
        await PostAsync(key, "michaelbevan", "m1");
        await Host.ProjectedAsync();
        await EraseAsync("back", Person);

        await PostAsync(key, "michaelbevan", "m1");
        (await StoredUsage.RecordedAsync(fixture.Database, "back")).Count.ShouldBe(1);
        await PostAsync(key, "michaelbevan", "m2");
        await Host.ProjectedAsync();

        await ReoHost.EventuallyAsync(async () => (await DevelopersAsync(key)).Count == 2);
        (await DevelopersAsync(key)).ShouldContain($"{Person} 1");
    }

    [Fact]
    public async Task tells_metrics_late_or_twice_without_touching_the_new_developer()
    {
        var key = await Host.TenantAsync("twice", Login);
        await PostAsync(key, "michaelbevan", "m1");
        await Host.ProjectedAsync();
        var erasure = await TrackAsync(bus => bus.InvokeForTenantAsync("twice", new EraseDeveloper(Person, "test")));
        var erased = erasure.MessageSucceeded.SingleMessage<DeveloperErased>();
        await PostAsync(key, "michaelbevan", "m2");
        await Host.ProjectedAsync();

        await TrackAsync(bus => bus.PublishAsync(erased, new DeliveryOptions { TenantId = "twice" }).AsTask());

        (await DevelopersAsync(key)).ShouldBe([$"{Person} 1", $"{erased.ErasedAs} 1"], ignoreOrder: true);
    }

    [Fact]
    public async Task does_not_double_what_is_released_afterwards()
    {
        var key = await Host.TenantAsync("released");
        await PostAsync(key, "michaelbevan", "m1", Export, 202);
        await EraseAsync("released", Person);

        await Host.PutMetricAsync(await Host.AdminAsync("released"), Export, new { slot = "PRIMARY" });
        await ReoHost.EventuallyAsync(async () => (await StoredUsage.RecordedAsync(fixture.Database, "released")).Count == 1);
        await PostAsync(key, "michaelbevan", "m1", Export);

        (await StoredUsage.RecordedAsync(fixture.Database, "released")).Single().Usage.UserIdType.ShouldBe("ERASED");
    }

    [Fact]
    public async Task loses_no_event_that_is_being_stored_at_that_moment()
    {
        var key = await Host.TenantAsync("busy", Login);
        await PostAsync(key, "michaelbevan", "m0");

        var posting = Task.WhenAll(Enumerable.Range(1, 100).Select(i => PostAsync(key, "michaelbevan", $"m{i}")));
        await EraseAsync("busy", Person);
        await posting;
        await Host.ProjectedAsync();

        var recorded = await StoredUsage.RecordedAsync(fixture.Database, "busy");
        recorded.Count.ShouldBe(101);
        recorded.ShouldAllBe(e => e.Stream == $"busy/developer/{e.Usage.UserIdType!.ToLowerInvariant()}/{e.Usage.UserId}");
        await ReoHost.EventuallyAsync(async () => (await DevelopersAsync(key)).Order().SequenceEqual(recorded
            .GroupBy(e => e.Stream["busy/developer/".Length..])
            .Select(developer => $"{developer.Key} {developer.Count()}")
            .Order()));
    }

    [Fact]
    public async Task leaves_an_audit_event_that_does_not_say_who()
    {
        var key = await Host.TenantAsync("audited", Login);
        await PostAsync(key, "michaelbevan", "m1");

        await EraseAsync("audited", Person);

        await using var command = fixture.Database.CreateCommand("select data from app.mt_events where stream_id = 'audited/erasures'");
        var audit = JsonNode.Parse((string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!)!;
        audit.AsObject().Select(member => member.Key).ShouldBe(["Events", "By"], ignoreOrder: true);
        audit["Events"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task finds_nobody_the_second_time_or_in_another_tenant()
    {
        var key = await Host.TenantAsync("mine", Login);
        await Host.TenantAsync("other");
        await PostAsync(key, "michaelbevan", "m1");

        await Host.DeleteAsync(await Host.AdminAsync("other"), $"/api/v1/developers/{Person}", status: 404);
        await EraseAsync("mine", Uri.EscapeDataString(Person));
        await Host.DeleteAsync(await Host.AdminAsync("mine"), $"/api/v1/developers/{Person}", status: 404);
    }

    [Fact]
    public async Task reaches_whoever_is_linked_with_the_person_and_what_is_known_of_them()
    {
        var key = await Host.TenantAsync("linked", Login);
        var admin = await Host.AdminAsync("linked");
        await PostAsync(key, "michaelbevan", "m1");
        await PostAsync(key, "bevan-at-work", "w1");
        await PostAsync(key, "ann", "a1");
        await LinkAsync(admin, Person, "github/bevan-at-work");
        await LinkAsync(admin, Person, "email/bevan@acme.com");
        await Host.Alba.Scenario(request =>
        {
            request.Put.Json(new { kind = "developer", key = Person, company = "acme.com" }).ToUrl("/api/v1/company-assignments");
            admin(request);
        });
        await Host.ProjectedAsync();

        await EraseAsync("linked", Person);

        await ReoHost.EventuallyAsync(async () => (await StoredUsage.RecordedAsync(fixture.Database, "linked")).Count(e => e.Usage.UserIdType == "ERASED") == 2);
        await ReoHost.EventuallyAsync(async () => (await TablesWithAsync("linked", "bevan")).Count == 0);
        await Host.ProjectedAsync();
        var live = await ViewRows.AllAsync(fixture.Database, "linked");
        (await DevelopersAsync(key)).Count(developer => developer.StartsWith("erased/", StringComparison.Ordinal) && developer.EndsWith(" 1", StringComparison.Ordinal)).ShouldBe(2);

        await ViewRows.RebuildAsync(Host);

        (await ViewRows.AllAsync(fixture.Database, "linked")).ShouldBe(live);
    }

    [Fact]
    public async Task leaves_alone_a_link_that_is_made_again_afterwards()
    {
        var key = await Host.TenantAsync("relinked", Login);
        var admin = await Host.AdminAsync("relinked");
        await PostAsync(key, "michaelbevan", "m1");
        await LinkAsync(admin, Person, "github/ann");
        await Host.ProjectedAsync();
        var erasure = await TrackAsync(bus => bus.InvokeForTenantAsync("relinked", new EraseDeveloper(Person, "test")));
        var erased = erasure.MessageSucceeded.MessagesOf<DeveloperErased>().Single(erased => erased.DeveloperId == Person);
        await Host.ProjectedAsync();
        await PostAsync(key, "michaelbevan", "m2");
        await PostAsync(key, "ann", "a1");
        await LinkAsync(admin, Person, "github/ann");
        await Host.ProjectedAsync();

        await TrackAsync(bus => bus.PublishAsync(erased, new DeliveryOptions { TenantId = "relinked" }).AsTask());
        await Host.ProjectedAsync();

        (await DevelopersAsync(key)).ShouldBe(["github/ann 2", $"{erased.ErasedAs} 1"], ignoreOrder: true);
    }

    [Fact]
    public async Task is_for_admins()
    {
        await Host.TenantAsync("guarded");

        await Host.DeleteAsync(await Host.UserAsync("guarded"), $"/api/v1/developers/{Person}", status: 403);
    }

    private Task<IScenarioResult> PostAsync(string key, string githubName, string eventId, string activityType = Login, int status = 200)
    {
        var secret = string.Create(CultureInfo.InvariantCulture, $"{githubName[0]}-secret");
        return Host.PostAsync(
            key,
            Usage.With(
                ("user_id", githubName),
                ("user_id_type", "GITHUB"),
                ("event_at", 1_000),
                ("event_id", eventId),
                ("activity_type", activityType),
                ("user_agent", secret),
                ("meta", new JsonObject { ["name"] = secret }),
                ("unknown", secret)),
            status);
    }

    private Task<IScenarioResult> LinkAsync(Action<Scenario> caller, string first, string second) => Host.Alba.Scenario(request =>
    {
        request.Post.Json(new { first, second }).ToUrl("/api/v1/identities/link");
        caller(request);
    });

    private async Task EraseAsync(string tenantId, string developerId) =>
        await Host.DeleteAsync(await Host.AdminAsync(tenantId), $"/api/v1/developers/{developerId}", status: 204);

    private Task<ITrackedSession> TrackAsync(Func<IMessageContext, Task> send) => Host.Alba.TrackActivity().ExecuteAndWaitAsync(send);

    private async Task<List<string>> DevelopersAsync(string key) =>
        [.. (await Host.GetAsync(PlanRequests.WithKey(key), "/api/v1/developers").JsonAsync())["developers"]!.AsArray()
            .Select(developer => $"{developer!["developer_id"]} {developer["usage_count"]}")];

    /// <summary>The tables in which any row of the tenant holds the text.</summary>
    private async Task<List<string>> TablesWithAsync(string tenantId, string text)
    {
        var found = new List<string>();
        foreach (var table in await TablesAsync())
        {
            await using var command = fixture.Database.CreateCommand(
                $"select count(*) from {table} entry where entry.tenant_id = $1 and position($2 in entry::text) > 0");
            command.Parameters.AddWithValue(tenantId);
            command.Parameters.AddWithValue(text);
            if ((long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))! > 0)
                found.Add(table);
        }

        return found;
    }

    private async Task<List<string>> TablesAsync()
    {
        await using var command = fixture.Database.CreateCommand(
            """
            select format('%I.%I', table_schema, table_name)
            from information_schema.columns
            where column_name = 'tenant_id'
                and table_schema in ('app', 'ingestion', 'metrics', 'reports', 'tenancy')
            """);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var tables = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            tables.Add(reader.GetString(0));
        tables.ShouldContain("app.mt_events");
        return tables;
    }
}
