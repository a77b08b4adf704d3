using Npgsql;

namespace Reo.Host.Tests.Reports;

public sealed class a_long_report(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const int Rows = 200_000;

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("ndjson")]
    public async Task is_sent_while_the_database_still_reads_it(string format)
    {
        var key = await fixture.Host.TenantAsync($"long-{format}");
        await FillAsync($"long-{format}");
        using var client = fixture.Host.Alba.Server.CreateClient();
        client.DefaultRequestHeaders.Add("X-API-KEY", key);

        using var answer = await client.GetAsync(
            new Uri($"/api/v1/reports/usage?group_by=metric&from=2026-01-01&to=2026-01-01&format={format}", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var body = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        await body.ReadLineAsync(TestContext.Current.CancellationToken);
        await ReoHost.EventuallyAsync(async () => await WaitingAsync() == 1);

        var lines = 1;
        while (await body.ReadLineAsync(TestContext.Current.CancellationToken) is not null)
            lines++;
        lines.ShouldBe(format == "ndjson" ? Rows : Rows + 1);
        (await WaitingAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task that_nobody_reads_to_its_end_ends_in_the_database_too()
    {
        var key = await fixture.Host.TenantAsync("left");
        await FillAsync("left");
        using (var client = fixture.Host.Alba.Server.CreateClient())
        {
            client.DefaultRequestHeaders.Add("X-API-KEY", key);
            using var answer = await client.GetAsync(
                new Uri("/api/v1/reports/usage?group_by=metric&from=2026-01-01&to=2026-01-01", UriKind.Relative),
                HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            await ReoHost.EventuallyAsync(async () => await WaitingAsync() == 1);
        }

        await ReoHost.EventuallyAsync(async () => await WaitingAsync() == 0);
    }

    /// <summary>Reports whose rows PostgreSQL cannot get rid of.</summary>
    private async Task<long> WaitingAsync()
    {
        await using var command = fixture.Database.CreateCommand(
            """
            select count(*)
            from pg_stat_activity
            where datname = current_database()
                and pid <> pg_backend_pid()
                and wait_event = 'ClientWrite'
            """);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private async Task FillAsync(string tenantId)
    {
        await using var command = fixture.Database.CreateCommand(
            $"""
            insert into reports.product_usage_by_day (tenant_id, day, metric, product, environment, usage_count, event_count)
            select @tenant, '2026-01-01', 'METRIC ' || i || repeat(' X', 100), 'web', '', i, i
            from generate_series(1, {Rows}) i
            """);
        command.Parameters.Add(new NpgsqlParameter("tenant", tenantId));
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
