using System.Text.RegularExpressions;
using Reo.Tenancy.Members;

namespace Reo.Host.Tests.Tenancy;

[Collection(nameof(TenancyHost))]
public sealed class a_secret(TenancyHost host)
{
    private const string Password = "unmistakable password of this test";

    [Fact]
    public async Task is_in_no_log_line_and_in_no_table_in_plain_text()
    {
        var admin = await host.TenantAsync("secrets");
        var link = await host.InviteAsync("secrets", "person@secrets.example", Role.Admin);
        await host.AcceptAsync(link, Password, 204);
        var cookie = await host.SignInAsync("person@secrets.example", Password);
        await host.PostAsync(Caller.Nobody, "/api/v1/sign-in", 401, new { email = admin.Email, password = Password + "!" });
        var token = (await host.PostAsync(cookie, "/api/v1/access-tokens", 201, new { name = "x" }))["token"]!.GetValue<string>();
        await host.CallAsync(Caller.WithToken(token), "GET", "/api/v1/me", 200);
        var (_, key) = await host.ApiKeyAsync(admin);
        await host.CallAsync(Caller.WithKey(key), "GET", "/api/v1/developers", 200);

        string[] secrets = [Password, link.Split('_')[^1], cookie.Headers[0].Value.Split('=')[1], token.Split('_')[^1], key.Split('_')[^1]];

        host.Logged.Lines.Count.ShouldBeGreaterThan(100);
        foreach (var secret in secrets)
            host.Logged.Lines.Where(line => line.Contains(secret, StringComparison.Ordinal)).ShouldBeEmpty();
        foreach (var row in await RowsAsync())
            secrets.ShouldAllBe(secret => !row.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task is_in_no_answer_that_lists_anything()
    {
        var admin = await host.TenantAsync("secrets-list");
        await host.TokenAsync(admin);
        await host.ApiKeyAsync(admin);

        foreach (var path in new[] { "members", "access-tokens", "api-keys", "me", "tenants" })
            Regex.IsMatch((await host.ReadAsync(admin.Cookie, $"/api/v1/{path}")).ToJsonString(), "hash|digest|salt|encrypted|stamp", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)).ShouldBeFalse(path);
    }

    private async Task<List<string>> RowsAsync()
    {
        var tables = new List<string>();
        await using (var list = host.Database.CreateCommand(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"))
        await using (var reader = await list.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
                tables.Add(reader.GetString(0));
        }

        var rows = new List<string>();
        foreach (var table in tables)
        {
            await using var all = host.Database.CreateCommand($"select row_to_json(t)::text from {table} as t");
            await using var reader = await all.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
                rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
