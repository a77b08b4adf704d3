namespace Reo.Tool.Tests;

/// <summary>init, pull and status against the real host.</summary>
public sealed class the_plan_file(DemoServer server) : IClassFixture<DemoServer>
{
    private Dictionary<string, string> Reachable => new() { ["REO_SERVER"] = $"{server.Host.Address}", ["REO_API_KEY"] = server.Host.ApiKey };

    [Fact]
    public async Task is_made_kept_up_to_date_with_its_comments_and_compared_with_server_and_code()
    {
        using var product = new Product();
        (await product.RunAsync("init", Reachable)).Succeeded().Lines[0].ShouldBe("reo.metrics.txt is version 1 of tenant demo, with 1 metric. Check it in.");
        File.ReadAllText(product.PlanFile).ShouldContain("#: version 1\n#: etag \"1\"\nLOGIN_ACTIVITY | PRIMARY | active | Log-ins\n");
        (await product.RunAsync("metrics status", Reachable)).Succeeded().Lines.ShouldBe([
            $"? LOGIN_ACTIVITY  configured, but never used below {product.PathOf(".")}",
            "reo.metrics.txt is up to date: version 1 of tenant demo.",
        ]);

        product.Write("reo.metrics.txt", File.ReadAllText(product.PlanFile).Replace("LOGIN_ACTIVITY", "# what counts most\r\nLOGIN_ACTIVITY") + "BULK EXPORT | - | proposed\n");
        product.Write("src/Program.cs", "reo.Track(new UsageEvent { ActivityType = ActivityTypes.LoginActivity, Meta = \"API KEY GENERATED\" });");
        product.Write("src/obj/Generated.cs", "const string X = \"NEVER [USED]\";");
        await server.ConfigureAsync("API KEY GENERATED", "SECONDARY1");
        await server.ConfigureAsync("NEVER [USED]", "SECONDARY2", "Nobody | posts this");
        await server.ConfigureAsync("OLD", "SECONDARY3");
        (await product.RunAsync("metrics pull", Reachable)).Succeeded();
        await server.ConfigureAsync("LOGIN_ACTIVITY", "PRIMARY", "Sign-ins");
        await server.ConfigureAsync("BULK EXPORT", "SECONDARY4");
        await server.ArchiveAsync("OLD");

        var status = await product.RunAsync("metrics status", Reachable);

        status.ExitCode.ShouldBe(1);
        status.Lines.ShouldBe([
            "~ LOGIN_ACTIVITY  changed, PRIMARY",
            "+ BULK EXPORT  added, SECONDARY4",
            "- OLD  archived, SECONDARY3",
            $"? NEVER [USED]  configured, but never used below {product.PathOf(".")}",
            $"? BULK EXPORT  configured, but never used below {product.PathOf(".")}",
            "reo.metrics.txt is version 4, the server's plan is version 7: run reo metrics pull.",
        ], ignoreOrder: true);

        var pull = (await product.RunAsync("metrics pull", Reachable)).Succeeded();
        pull.Lines.ShouldBe([.. status.Lines.Where(line => line[0] is '~' or '+' or '-'), "reo.metrics.txt is version 7 of tenant demo now."]);
        File.ReadAllText(product.PlanFile).ShouldEndWith(
            "# what counts most\r\nLOGIN_ACTIVITY | PRIMARY | active | Sign-ins\nBULK EXPORT | SECONDARY4 | active\nAPI KEY GENERATED | SECONDARY1 | active\n"
            + "NEVER [USED] | SECONDARY2 | active | Nobody \\| posts this\nOLD | SECONDARY3 | archived\n");
        (await product.RunAsync("metrics pull", Reachable)).Succeeded().Lines.ShouldBe(["reo.metrics.txt is up to date: version 7 of tenant demo."]);
        (await product.RunAsync("metrics status", Reachable)).Succeeded();
    }

    [Fact]
    public async Task is_found_in_a_folder_above_and_is_never_overwritten_by_init()
    {
        using var product = new Product();
        (await product.RunAsync("init", Reachable)).Succeeded();

        (await product.RunAsync("init", Reachable)).Failed("reo.metrics.txt exists already: reo metrics pull brings it up to date.");
        product.Write("src/deep/x.txt", "");
        (await product.RunAsync($"metrics status --file {product.PlanFile} --source src/deep", Reachable)).Succeeded();
        (await product.RunAsync("init --file plan.txt", Reachable)).Failed("The compiler finds a plan by its name: call it reo.metrics.txt, or something.reo.metrics.txt.");
    }

    [Fact]
    public async Task is_of_another_tenant()
    {
        using var product = new Product();
        product.Write("reo.metrics.txt", "#: tenant acme\n");

        foreach (var command in new[] { "metrics pull", "metrics status" })
            (await product.RunAsync(command, Reachable)).Failed("reo.metrics.txt is the plan of tenant acme, and the server answers for tenant demo: use a token of acme.");
        File.ReadAllText(product.PlanFile).ShouldBe("#: tenant acme\n");
    }

    [Fact]
    public async Task is_not_there_or_no_text()
    {
        using var product = new Product();

        (await product.RunAsync("metrics pull", Reachable)).Failed("There is no reo.metrics.txt here or in a folder above: run reo init.");
        (await product.RunAsync("metrics status --file my.reo.metrics.txt", Reachable)).Failed("There is no my.reo.metrics.txt: run reo init --file my.reo.metrics.txt.");
        File.WriteAllBytes(product.PlanFile, [0x41, 0xE9]);
        (await product.RunAsync("metrics pull", Reachable)).Failed("reo.metrics.txt is not UTF-8: save it as UTF-8 first.");
    }

    [Fact]
    public async Task cannot_be_had_without_the_right_server_and_token()
    {
        using var product = new Product();
        var address = server.Host.Address.ToString().TrimEnd('/');

        (await product.RunAsync("init")).Failed("No server is known: pass --server, set REO_SERVER, or run reo login.");
        (await product.RunAsync("init --server reo.example.com")).Failed("'reo.example.com' is not a server's address, like https://reo.example.com.");
        (await product.RunAsync($"init --server {address}")).Failed($"No token for {address} is known: set REO_TOKEN or REO_API_KEY, or run reo login --server {address}.");
        (await product.RunAsync("init", new() { ["REO_SERVER"] = address, ["REO_API_KEY"] = "reo_demo_x_y" })).Failed($"{address} does not take the API key: it is wrong, revoked or expired.");
        (await product.RunAsync("init", new() { ["REO_SERVER"] = address, ["REO_TOKEN"] = "reo_pat_demo_x_y" })).Failed($"{address} does not take the token: it is wrong, revoked or expired.");
        (await product.RunAsync("init", new() { ["REO_SERVER"] = address, ["REO_TOKEN"] = "something else" })).Failed($"{address} does not take the token: it is wrong, revoked or expired.");
        (await product.RunAsync("init --server http://127.0.0.1:1", Reachable)).Failed("http://127.0.0.1:1 cannot be reached: nothing listens there.");
        (await product.RunAsync("init --server http://no-such-name.invalid", Reachable)).Failed("http://no-such-name.invalid cannot be reached: its name is unknown, or you are offline.");
        (await product.RunAsync($"init --server {address.Replace("http:", "https:")}", Reachable)).Failed($"{address.Replace("http:", "https:")} cannot be reached: it does not speak HTTPS; is its address one with http://.");
        (await product.RunAsync("init --file nowhere/reo.metrics.txt", Reachable)).Failed("nowhere/reo.metrics.txt cannot be written: there is no folder nowhere.");
        (await product.RunAsync($"init --server {address}/docs", Reachable)).Failed($"What answers at {address}/docs is no Reo server (404): check the address.");
        File.Exists(product.PlanFile).ShouldBeFalse();
    }
}
