using Microsoft.Playwright;

namespace Reo.Dashboard.Tests;

public sealed class looking_after_dead_letters(Browser browser, DashboardHost host) : IClassFixture<DashboardHost>
{
    [Fact]
    public async Task shows_the_tenants_own_messages_that_were_given_up_and_tries_them_again()
    {
        await ExecuteAsync("alter table reports.not_configured_activity_types rename to put_aside");
        await host.PostAsync("BUILD STARTED", "ada@example.com", status: 202);
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync(DashboardHost.AdminEmail, host.AdminPassword);
        await visit.OpenAsync("/operations/projections", "Projections");
        var none = visit.Page.GetByText("None: every event of your tenant");
        var tryAgain = visit.Page.Locator("[data-act^='replay']");
        await tryAgain.First.WaitForAsync();
        await visit.Page.GetByText("not_configured_activity_types\" does not exist").First.WaitForAsync();
        await visit.PictureAsync("dead-letters");

        await MoveToTenantAsync("demo", "omed");
        await none.WaitForAsync();
        await MoveToTenantAsync("omed", "demo");
        await tryAgain.First.WaitForAsync();

        await ExecuteAsync("alter table reports.put_aside rename to not_configured_activity_types");
        await tryAgain.First.ClickAsync();

        await visit.SaidAsync("It is tried again in a moment");
        await none.WaitForAsync();
        await visit.OpenAsync("/settings/product-usage", "Product usage");
        await visit.Page.GetByText("BUILD STARTED").First.WaitForAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task shows_the_tenants_own_events_that_a_projection_left_out()
    {
        await host.PostAsync("LOGIN_ACTIVITY", "grace@example.com");
        await ExecuteAsync(
            """
            insert into app.mt_doc_deadletterevent (id, data)
            select gen_random_uuid(), jsonb_build_object(
                'ProjectionName', 'Views', 'EventSequence', seq_id, 'Timestamp', timestamp, 'ExceptionMessage', 'value out of range')
            from app.mt_events
            where stream_id like 'demo/developer/%'
            limit 1
            """);
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync(DashboardHost.AdminEmail, host.AdminPassword);

        await visit.OpenAsync("/operations/projections", "Projections");

        await visit.Page.GetByRole(AriaRole.Row, new() { Name = "value out of range" }).GetByText("demo/developer/email/grace@example.com").WaitForAsync();
        await visit.PictureAsync("dead-letters-of-events");
        await ExecuteAsync("delete from app.mt_doc_deadletterevent");
        visit.Complaints.ShouldBeEmpty();
    }

    /// <summary>The letters are another tenant's, whose id is as long.</summary>
    private Task MoveToTenantAsync(string from, string to) => ExecuteAsync(
        $"""
        update wolverine.wolverine_dead_letters
        set body = decode(replace(encode(body, 'hex'), encode('{from}', 'hex'), encode('{to}', 'hex')), 'hex')
        """);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = host.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
