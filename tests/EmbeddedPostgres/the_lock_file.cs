using System.Text.Json.Nodes;
using Reo.EmbeddedPostgres.Binaries;

namespace Reo.EmbeddedPostgres.Tests;

public sealed class the_lock_file
{
    private readonly JsonObject locked = LockFile.Read("package-lock.json");

    public static TheoryData<string> Packages => [.. Platform.All.Select(platform => platform.Package)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void pins_version_and_integrity_of_the_package_for_every_platform(string package)
    {
        var entry = locked["packages"]![$"node_modules/{package}"]!;

        ((string?)entry["version"]).ShouldBe(NpmPackage.Version);
        Convert.FromBase64String(((string?)entry["integrity"])!["sha512-".Length..]).Length.ShouldBe(64);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void names_the_operating_system_and_processor_as_the_table_does(string package)
    {
        var entry = locked["packages"]![$"node_modules/{package}"]!;
        var platform = Platform.All.Single(platform => platform.Package == package);

        entry["os"]!.AsArray().Select(os => (string?)os).ShouldBe([platform.NpmOs]);
        entry["cpu"]!.AsArray().Select(cpu => (string?)cpu).ShouldBe([platform.NpmCpu]);
    }

    [Fact]
    public void names_no_host_to_fetch_from()
    {
        var text = locked.ToJsonString();

        text.ShouldNotContain("://");
        text.ShouldNotContain("resolved");
    }

    [Fact]
    public async Task asks_npm_for_one_platform_alone_and_does_not_let_it_pass_over_a_failure()
    {
        var folder = Directory.CreateTempSubdirectory("reo-lock-").FullName;
        var platform = Platform.All[0];

        await LockFile.WriteForAsync(platform, folder, TestContext.Current.CancellationToken);

        var written = await ReadAsync(folder, "package-lock.json");
        var packages = written["packages"]!.AsObject();
        packages.Select(package => package.Key).ShouldBe(["", $"node_modules/{platform.Package}"]);
        var entry = packages[$"node_modules/{platform.Package}"]!;
        entry["optional"].ShouldBeNull();
        ((string?)entry["integrity"]).ShouldBe((string?)locked["packages"]![$"node_modules/{platform.Package}"]!["integrity"]);
        foreach (var root in (JsonNode[])[packages[""]!, await ReadAsync(folder, "package.json")])
        {
            root["optionalDependencies"].ShouldBeNull();
            root["dependencies"]!.AsObject().Select(dependency => dependency.Key).ShouldBe([platform.Package]);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<JsonObject> ReadAsync(string folder, string name) =>
        JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, name), TestContext.Current.CancellationToken))!.AsObject();
}
