using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Reo.Testing;

namespace Reo.Host.Tests;

public sealed partial class the_command_line(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task explains_itself()
    {
        await using var host = HostProcess.Start(database.ConnectionString, "--help");

        (await host.ExitAsync()).ShouldBe(0);

        foreach (var option in new[] { "--urls", "--environment", "--data-folder", "--postgres-port", "http://localhost:5080", "ConnectionStrings__reo" })
            host.Said.ShouldContain(option);
    }

    [Fact]
    public async Task refuses_an_unknown_option()
    {
        await using var host = HostProcess.Start(database.ConnectionString, "--url", "http://localhost:5080");

        (await host.ExitAsync()).ShouldBe(1);

        host.Said.Trim().ShouldBe("Unknown option '--url'. See --help.");
    }

    [Fact]
    public async Task says_in_one_sentence_that_a_port_is_taken_and_names_the_option()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var host = HostProcess.Start(database.ConnectionString, "--urls", $"http://127.0.0.1:{port}");

        (await host.ExitAsync()).ShouldBe(1);

        host.Said.ShouldContain($"Failed to bind to address http://127.0.0.1:{port}: address already in use.");
        host.Said.ShouldContain("choose another address with --urls");
        host.Said.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task says_in_one_sentence_what_is_wrong_with_the_database()
    {
        await using var host = HostProcess.Start("Host=127.0.0.1;Port=1;Username=reo;Password=secret-word");

        (await host.ExitAsync()).ShouldBe(1);

        host.Said.Trim().ShouldBe("ConnectionStrings:reo: nothing listens on port 1 of host '127.0.0.1'.");
    }

    [Fact]
    public async Task introduces_the_demo_tenant_in_development_with_the_same_key_every_time()
    {
        var first = await KeyOfAStartAsync();
        var second = await KeyOfAStartAsync();

        second.ShouldBe(first);
    }

    private async Task<string> KeyOfAStartAsync()
    {
        var port = FreePort();
        await using var host = HostProcess.Start(database.ConnectionString, "--environment", "Development", "--urls", $"http://localhost:{port}");
        await host.SaysAsync("Ctrl-C stops.");
        host.Said.ShouldContain($"Reo is running on http://localhost:{port}");
        host.Said.ShouldContain($"curl --location 'http://localhost:{port}/api/product/usage'");
        var key = PrintedKey.Match(host.Said).Groups["key"].Value;

        using var client = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}") };
        client.DefaultRequestHeaders.Add("X-API-KEY", key);
        using var body = new StringContent(Usage.VendorSample, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var answer = await client.PostAsync(new Uri("/api/product/usage", UriKind.Relative), body, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await host.InterruptAsync()).ShouldBe(0);
        return key;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("X-API-KEY: (?<key>[A-Za-z0-9_-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrintedKey { get; }
}
