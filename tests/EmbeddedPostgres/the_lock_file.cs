using System.Text.Json;
using Reo.EmbeddedPostgres.Binaries;

namespace Reo.EmbeddedPostgres.Tests;

public sealed class the_lock_file : IDisposable
{
    private readonly JsonDocument lockFile = JsonDocument.Parse(NpmPackage.OpenResource("package-lock.json"));

    public static TheoryData<string> Packages => [.. Platform.All.Select(platform => platform.Package)];

    public void Dispose() => lockFile.Dispose();

    [Theory]
    [MemberData(nameof(Packages))]
    public void pins_version_and_integrity_of_the_package_for_every_platform(string package)
    {
        var locked = lockFile.RootElement.GetProperty("packages").GetProperty($"node_modules/{package}");

        locked.GetProperty("version").GetString().ShouldBe(NpmPackage.Version);
        locked.GetProperty("integrity").GetString().ShouldStartWith("sha512-");
        locked.GetProperty("optional").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void names_the_operating_system_and_processor_as_the_table_does(string package)
    {
        var locked = lockFile.RootElement.GetProperty("packages").GetProperty($"node_modules/{package}");
        var platform = Platform.All.Single(platform => platform.Package == package);

        locked.GetProperty("os").EnumerateArray().Select(os => os.GetString()).ShouldBe([platform.NpmOs]);
        locked.GetProperty("cpu").EnumerateArray().Select(cpu => cpu.GetString()).ShouldBe([platform.NpmCpu]);
    }

    [Fact]
    public void names_no_host_to_fetch_from()
    {
        var text = lockFile.RootElement.GetRawText();

        text.ShouldNotContain("://");
        text.ShouldNotContain("resolved");
    }
}
