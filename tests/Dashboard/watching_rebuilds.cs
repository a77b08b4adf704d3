using Microsoft.Playwright;
using Npgsql;

namespace Reo.Dashboard.Tests;

public sealed class watching_rebuilds(Browser browser, DashboardHost host) : IClassFixture<DashboardHost>
{
    [Fact]
    public async Task shows_progress_until_the_new_view_is_live()
    {
        await host.PostAsync("LOGIN_ACTIVITY", "ada@example.com");
        await using var visit = await AdminAsync();
        await using var held = await HoldAsync();

        await visit.Act("rebuild").ClickAsync();

        var progress = visit.Page.GetByRole(AriaRole.Progressbar, new() { Name = "Events read" });
        await progress.WaitForAsync();
        await visit.Page.Locator("[data-fact='status']", new() { HasText = "rebuilding" }).WaitForAsync();
        await visit.PictureAsync("projections-rebuilding");
        await held.DisposeAsync();
        await visit.Page.Locator("[data-history] tbody tr").First.GetByText("The new view is live").WaitForAsync();
        await progress.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        (await visit.Page.Locator("[data-history] tbody tr").First.InnerTextAsync()).ShouldContain(DashboardHost.AdminEmail);
        await visit.PictureAsync("projections");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task cancels_one_and_leaves_the_live_view_as_it_was()
    {
        await host.PostAsync("LOGIN_ACTIVITY", "grace@example.com");
        await using var visit = await AdminAsync();
        await using var held = await HoldAsync();
        await visit.Act("rebuild").ClickAsync();

        await visit.Act("cancel rebuild").ClickAsync();

        await visit.Page.Locator("[data-history] tbody tr").First.GetByText("Cancelled; the live view is as it was").WaitForAsync();
        await visit.Act("rebuild").WaitForAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task says_what_a_dry_run_would_change()
    {
        await host.PostAsync("LOGIN_ACTIVITY", "ada@example.com");
        await using var visit = await AdminAsync();

        await visit.Act("dry run").ClickAsync();

        await visit.Page.Locator("[data-history] tbody tr").First.GetByText("Dry run: the live view would stay as it is").WaitForAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task verifies_and_shows_where_the_live_view_differs()
    {
        await host.PostAsync("LOGIN_ACTIVITY", "linus@example.com");
        await using var visit = await AdminAsync();
        await visit.Act("verify").ClickAsync();
        await visit.Page.GetByText("The live views are what the events say").WaitForAsync();
        while (await ExecuteAsync("update reports.developers set usage_count = usage_count + 7 where user_id = 'linus@example.com'") == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);

        await visit.Act("verify").ClickAsync();

        await visit.Page.GetByText("The live views differ from the events").WaitForAsync();
        await visit.Page.GetByRole(AriaRole.Cell, new() { Name = "developers", Exact = true }).WaitForAsync();
        await visit.PictureAsync("projections-verified");
        await ExecuteAsync("update reports.developers set usage_count = usage_count - 7 where user_id = 'linus@example.com'");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task cancels_a_verification()
    {
        await host.PostAsync("LOGIN_ACTIVITY", "ada@example.com");
        await using var visit = await AdminAsync();
        await using var held = await HoldAsync();
        await visit.Act("verify").ClickAsync();
        var verify = visit.Page.Locator("section", new() { HasText = "Makes your tenant's views anew and compares" });

        await verify.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await visit.SaidAsync("Cancelled");
        await held.DisposeAsync();
        await visit.Act("verify").ClickAsync();
        await visit.Page.GetByText("The live views are what the events say").WaitForAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task is_not_for_Users()
    {
        await host.MemberAsync("user@demo.example", "User");
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync("user@demo.example", DashboardHost.MemberPassword);

        (await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Projections" }).CountAsync()).ShouldBe(0);
        (await visit.Page.GotoAsync("/operations/projections"))!.Status.ShouldBe(403);
    }

    private async Task<Visit> AdminAsync()
    {
        var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync(DashboardHost.AdminEmail, host.AdminPassword);
        await visit.OpenAsync("/operations/projections", "Projections");
        return visit;
    }

    /// <summary>Until it is disposed of, nothing that is made anew comes to its end.</summary>
    private async Task<NpgsqlConnection> HoldAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(host.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("select pg_advisory_lock(hashtext('reo views'), hashtext('demo'))", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private async Task<int> ExecuteAsync(string sql)
    {
        await using var command = host.Database.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
