using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Reo.Host.Tests.Tenancy;

/// <summary>The host's own program, started as an operator does, while another host runs on the same database.</summary>
[Collection(nameof(TenancyHost))]
public sealed partial class the_command_line(TenancyHost host)
{
    [Fact]
    public async Task brings_a_tenant_from_nothing_to_its_first_stored_view()
    {
        (await RunAsync(0, "tenants", "create", "by-command", "--name", "By command")).ShouldContain("Tenant by-command is created");
        var link = await RunAsync(0, "members", "create-admin", "--tenant", "by-command", "--email", "Boss@By-Command.example");
        var key = (await RunAsync(0, "api-keys", "generate", "--tenant", "by-command")).Trim();

        await host.AcceptAsync(OneTimeToken().Match(link).Value, TenancyHost.Password, 204);

        var boss = await host.SignInAsync("boss@by-command.example", TenancyHost.Password);
        (await host.ReadAsync(boss, "/api/v1/me"))["tenant"]!.ToJsonString().ShouldBe("""{"id":"by-command","name":"By command","role":"Admin"}""");
        await host.CallAsync(Caller.WithKey(key), "GET", "/api/v1/developers", 200);
        (await RunAsync(0, "tenants", "list")).ShouldContain("by-command\tBy command");
        (await RunAsync(0, "api-keys", "revoke", key.Split('_')[2], "--tenant", "by-command")).ShouldContain("has ended");
        await host.CallAsync(Caller.WithKey(key), "GET", "/api/v1/developers", 401);
    }

    [Fact]
    public async Task says_what_is_wrong_and_ends_with_an_error()
    {
        (await RunAsync(1, "tenants", "create", "Not_An_Id")).ShouldContain("lower-case letters");
        (await RunAsync(1, "members", "invite", "--tenant", "no-such-tenant", "--email", "a@b.example")).ShouldContain("There is no tenant no-such-tenant");
        (await RunAsync(1, "members", "invite", "--tenant", "x")).ShouldContain("--email");
    }

    [Fact]
    public async Task makes_a_link_for_a_new_password()
    {
        var admin = await host.TenantAsync("reset");

        var link = await RunAsync(0, "members", "reset-password", "--email", admin.Email);
        await host.AcceptAsync(OneTimeToken().Match(link).Value, "a new password for me", 204);

        await host.CallAsync(admin.Cookie, "GET", "/api/v1/me", 401);
        await host.SignInAsync(admin.Email, "a new password for me");
    }

    private async Task<string> RunAsync(int exitCode, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__reo"] = host.ConnectionString;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(exitCode, await error);
        return exitCode == 0 ? await output : await error;
    }

    [GeneratedRegex("reo_inv_[A-Za-z0-9]{43}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OneTimeToken();
}
