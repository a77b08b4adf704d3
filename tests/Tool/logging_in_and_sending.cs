namespace Reo.Tool.Tests;

public sealed class logging_in_and_sending(DemoServer server) : IClassFixture<DemoServer>
{
    private string Address => server.Host.Address.ToString().TrimEnd('/');

    [Fact]
    public async Task a_login_is_tried_and_kept_for_its_owner_and_its_server_alone()
    {
        using var product = new Product();
        (await product.RunAsync($"login --server {Address}", typed: "reo_pat_demo_x_y\n")).Failed($"{Address} does not take the token: it is wrong, revoked or expired.");
        (await product.RunAsync($"login --server {Address}", typed: "\n")).Failed("There is no token: type one, or pipe it in.");
        File.Exists(product.LoginFile).ShouldBeFalse();

        var login = (await product.RunAsync($"login --server {Address}", typed: await server.TokenAsync() + "\n")).Succeeded();

        login.Lines.ShouldBe([$"Logged in to {Address}, tenant demo. Kept in {product.LoginFile}."]);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(product.LoginFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await product.RunAsync("init")).Succeeded();
        (await product.RunAsync("metrics status --server http://127.0.0.1:1")).Failed(
            "No token for http://127.0.0.1:1 is known: set REO_TOKEN or REO_API_KEY, or run reo login --server http://127.0.0.1:1.");
        (await product.RunAsync("send LOGIN_ACTIVITY")).Failed("Events are posted with an API key: set REO_API_KEY, or run reo login with one.");
    }

    [Fact]
    public async Task an_event_is_sent_and_the_answer_is_shown()
    {
        using var product = new Product();
        (await product.RunAsync($"login --server {Address}", typed: server.Host.ApiKey)).Succeeded();

        var stored = await product.RunAsync("send LOGIN_ACTIVITY --user-id ada --user-id-type github --meta plan=pro --meta \"note=a = b\"");
        var held = await product.RunAsync("send \"NOT CONFIGURED\" --user-id ada --user-id-type GITHUB --event-at 1700000000");
        var refused = await product.RunAsync("send LOGIN_ACTIVITY --user-id ada@example.com --user-id-type GITHUB");

        stored.Succeeded().Output.ShouldStartWith("200 OK");
        stored.Output.ShouldContain("\"response\": \"Data Uploaded\"");
        held.Succeeded().Output.ShouldStartWith("202 Accepted");
        refused.ExitCode.ShouldBe(1);
        refused.Output.ShouldStartWith("400 BadRequest");
        refused.Output.ShouldContain("\"code\": \"contradicts_type\"");
        (await product.RunAsync("send LOGIN_ACTIVITY --meta note")).Failed("--meta note is not name=value.");
        (await product.RunAsync("send LOGIN_ACTIVITY", new() { ["REO_API_KEY"] = "reo_demo_x_y" })).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task a_login_that_cannot_be_kept_or_read_is_said_in_a_sentence()
    {
        using var product = new Product();
        product.Write("a file", "");
        var token = await server.TokenAsync();
        var kept = Path.Combine(product.PathOf("a file"), "reo", "login.json");

        var login = await product.RunAsync($"login --server {Address}", new() { ["XDG_CONFIG_HOME"] = product.PathOf("a file") }, typed: token + "\n");
        login.Failed($"{kept[(product.PathOf(".").Length + 1)..]} cannot be written: set REO_SERVER and REO_TOKEN instead of logging in.");

        Directory.CreateDirectory(Path.GetDirectoryName(product.LoginFile)!);
        foreach (var broken in new[] { "", "{", "null,", "{}", "{\"server\":null,\"credential\":null}" })
        {
            await File.WriteAllTextAsync(product.LoginFile, broken, TestContext.Current.CancellationToken);
            (await product.RunAsync("init")).Failed($"{product.LoginFile} cannot be read: run reo login again.");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("metrics")]
    [InlineData("metrics statsu")]
    [InlineData("metrics status --nonsense")]
    [InlineData("send")]
    public async Task a_misspelt_command_gives_no_answer(string command)
    {
        using var product = new Product();

        (await product.RunAsync(command)).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task every_command_explains_itself()
    {
        using var product = new Product();

        foreach (var command in new[] { "", "init", "metrics", "metrics pull", "metrics status", "send", "login" })
            (await product.RunAsync($"{command} --help")).Succeeded().Output.ShouldContain("Usage:");
        var send = await product.RunAsync("send --help");
        send.Lines.ShouldNotContain(line => line.IndexOf("[default:", StringComparison.Ordinal) != line.LastIndexOf("[default:", StringComparison.Ordinal));
    }
}
