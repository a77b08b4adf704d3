using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;

namespace Reo.Analyzers.Tests;

/// <summary>Packs the package, installs it from a folder into new projects, and reads what the compiler says.</summary>
public sealed class the_package(PackedPackage package) : IClassFixture<PackedPackage>
{
    private const string Program = """
        using Acme.Shop;

        Usage.Track("LOGN_ACTIVITY");
        Usage.Track("login activity");
        Usage.Track("OLD_EXPORT");
        Usage.Track(ActivityTypes.LoginActivity);
        Usage.Track(ActivityTypes.KeyOf(ActivityTypes.Metric.LoginActivity));
        System.Console.WriteLine(ActivityTypes.ApiKeyGenerated);
        var body = "{\"activity_type\":\"API_KEY_GENERATED\"}";

        static class Usage { public static void Track([ActivityType] string type) => System.Console.WriteLine(type); }
        class ActivityTypeAttribute : System.Attribute { }
        """;

    private const string Plan = "LOGIN_ACTIVITY | PRIMARY\r\nAPI KEY GENERATED\r\nOLD_EXPORT | - | archived\r\nBROKEN | NOWHERE\r\n";

    [Fact]
    public void holds_both_assemblies_and_the_props_and_depends_on_nothing()
    {
        using var archive = ZipFile.OpenRead(package.File);

        var entries = archive.Entries.Select(entry => entry.FullName).ToList();
        entries.Where(entry => entry.EndsWith(".dll")).Order().ShouldBe(["analyzers/dotnet/cs/Reo.Analyzers.CodeFixes.dll", "analyzers/dotnet/cs/Reo.Analyzers.dll"]);
        entries.ShouldContain("build/Reo.Analyzers.props");
        entries.ShouldContain("README.md");
        entries.Where(entry => entry.StartsWith("docs/rules/")).Order().ShouldBe(the_rules.Ids.Select(row => $"docs/rules/{row.Data}.md").Order());
        using var nuspec = new StreamReader(archive.GetEntry("Reo.Analyzers.nuspec")!.Open());
        var text = nuspec.ReadToEnd();
        text.ShouldContain("<developmentDependency>true</developmentDependency>");
        text.ShouldNotContain("<dependency ");
    }

    [Fact]
    public async Task warns_in_a_project_that_does_nothing_but_install_it()
    {
        var build = await package.BuildAsync("shop/src", Program, "net10.0", planFile: "shop/reo.metrics.txt", Plan);

        build.Output.ShouldContain("Program.cs(3,13): warning REO0001: Activity type 'LOGN_ACTIVITY' is not a configured metric. Did you mean 'LOGIN_ACTIVITY'?");
        build.Output.ShouldContain("Program.cs(4,13): warning REO0002:");
        build.Output.ShouldContain("Program.cs(5,13): warning REO0003:");
        build.Output.ShouldContain("Program.cs(9,34): warning REO0002:");
        build.Output.ShouldContain("reo.metrics.txt(4,10): warning REO0005:");
        build.Output.ShouldContain("docs/rules/REO0001.md");
        build.ExitCode.ShouldBe(0, build.Output);
    }

    [Fact]
    public async Task checks_what_the_client_package_posts_and_its_fixes_mend_it()
    {
        const string program = """
            using System.Collections.Generic;
            using Acme.Shop;
            using Reo.Client;

            var reo = new ReoClient(new ReoOptions());
            reo.Track(new UsageEvent { ActivityType = "LOGN_ACTIVITY" });
            reo.Track(new UsageEvent { ActivityType = "api key generated", Meta = new Dictionary<string, object?> { ["plan"] = "pro" } });
            reo.Track(new UsageEvent { ActivityType = ActivityTypes.LoginActivity });
            System.Console.WriteLine(reo.Statistics.Dropped);

            """;
        var build = await package.BuildAsync("posting", program, "net10.0", planFile: "posting/reo.metrics.txt", Plan);
        build.Output.ShouldContain("Program.cs(6,43): warning REO0001: Activity type 'LOGN_ACTIVITY' is not a configured metric. Did you mean 'LOGIN_ACTIVITY'?");
        build.Output.ShouldContain("Program.cs(7,43): warning REO0002:");
        build.ExitCode.ShouldBe(0, build.Output);

        var mended = await package.FixAsync("posting", "REO0001", "REO0002");

        mended.ShouldBe(program.Replace("\"LOGN_ACTIVITY\"", "ActivityTypes.LoginActivity").Replace("\"api key generated\"", "ActivityTypes.ApiKeyGenerated"));
        var again = await package.BuildAsync("posting", mended, "net10.0", planFile: "posting/reo.metrics.txt", "LOGIN_ACTIVITY\nAPI KEY GENERATED\n");
        again.Output.ShouldContain("0 Warning(s)");
        (await package.RunAsync("posting")).Output.Trim().ShouldBe("3");
    }

    [Fact]
    public async Task goes_with_the_client_into_a_library_for_netstandard()
    {
        const string program = """
            namespace Acme.Shop
            {
                public static class Usage
                {
                    public static void Act(Reo.Client.IReoClient reo)
                    {
                        reo.Track(new Reo.Client.UsageEvent { ActivityType = "LOGN_ACTIVITY" });
                    }
                }
            }
            """;

        var build = await package.BuildAsync("library", program, "netstandard2.0", planFile: "library/reo.metrics.txt", Plan, "-p:OutputType=Library");

        build.Output.ShouldContain("Program.cs(7,66): warning REO0001:");
        build.ExitCode.ShouldBe(0, build.Output);
    }

    [Fact]
    public async Task warns_in_each_target_of_a_project_with_several()
    {
        const string program = """
            namespace Acme.Shop
            {
                class ActivityTypeAttribute : System.Attribute { }

                static class Usage
                {
                    static void Track([ActivityType] string type) { }

                    static void Act() { Track("LOGN_ACTIVITY"); Track(ActivityTypes.LoginActivity); }
                }
            }
            """;

        var build = await package.BuildAsync("many", program, "net10.0;netstandard2.0", planFile: "many/reo.metrics.txt", Plan, "-p:OutputType=Library");

        build.Output.ShouldMatch(@"warning REO0001: .*::TargetFramework=net10\.0\]");
        build.Output.ShouldMatch(@"warning REO0001: .*::TargetFramework=netstandard2\.0\]");
        build.ExitCode.ShouldBe(0, build.Output);
    }

    [Fact]
    public async Task says_nothing_without_a_plan_file()
    {
        var build = await package.BuildAsync("bare", "System.Console.WriteLine(\"{\\\"activity_type\\\":\\\"X\\\"}\");", "net10.0", planFile: null, "");

        build.Output.ShouldContain("0 Warning(s)");
        build.ExitCode.ShouldBe(0, build.Output);
    }
}

public sealed class PackedPackage : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("reo-analyzers-").FullName;

    public string File => Directory.EnumerateFiles(Path.Combine(_root, "feed"), "Reo.Analyzers.*.nupkg").Single();

    public async ValueTask InitializeAsync()
    {
        foreach (var project in new[] { "Analyzers/Reo.Analyzers.Package", "Client/Reo.Client" })
        {
            var pack = await Run.DotnetAsync(
                _root, "pack", Path.Combine(Repository.Root, "src", project), "--no-restore", "-nodeReuse:false", "-c", Run.Configuration, "-o", Path.Combine(_root, "feed"), "-nologo");
            pack.ExitCode.ShouldBe(0, pack.Output);
        }

        FillFeed();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    // What the client depends on, netstandard2.0 included: building it has brought all of it here.
    private void FillFeed()
    {
        using var assets = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(Repository.Root, "src", "Client", "Reo.Client", "obj", "project.assets.json")));
        var folders = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        foreach (var library in assets.RootElement.GetProperty("libraries").EnumerateObject().Where(library => library.Value.GetProperty("type").GetString() == "package"))
        {
            var folder = folders.Select(root => Path.Combine(root, library.Value.GetProperty("path").GetString()!)).First(Directory.Exists);
            foreach (var file in Directory.EnumerateFiles(folder, "*.nupkg"))
                System.IO.File.Copy(file, Path.Combine(_root, "feed", Path.GetFileName(file)));
        }
    }

    /// <summary>A project outside of this repository, with a packages folder of its own.</summary>
    internal async Task<Run> BuildAsync(string folder, string program, string frameworks, string? planFile, string plan, params string[] arguments)
    {
        var project = Directory.CreateDirectory(Path.Combine(_root, folder)).FullName;
        if (planFile is not null)
            await System.IO.File.WriteAllTextAsync(Path.Combine(_root, planFile), plan);
        await System.IO.File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), program);
        await System.IO.File.WriteAllTextAsync(Path.Combine(_root, "NuGet.Config"), """
            <configuration><packageSources><clear /><add key="feed" value="feed" /></packageSources></configuration>
            """);
        await System.IO.File.WriteAllTextAsync(Path.Combine(project, "Shop.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFrameworks>{frameworks}</TargetFrameworks>
                <OutputType>Exe</OutputType>
                <RootNamespace>Acme.Shop</RootNamespace>
                <UseAppHost>false</UseAppHost>
                <Nullable>{(program.Contains("object?") ? "enable" : "disable")}</Nullable>
                <RestorePackagesPath>../packages-{Path.GetFileName(folder)}</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Reo.Analyzers" Version="*" PrivateAssets="all" />
                <PackageReference Include="Reo.Client" Version="*" Condition="{program.Contains("Reo.Client")}" />
              </ItemGroup>
            </Project>
            """);
        return await Run.DotnetAsync(project, ["build", "Shop.csproj", "-nologo", "-nodeReuse:false", "-warnaserror:CS9057,AD0001,CS8032", .. arguments]);
    }

    /// <summary>What the fixes of the installed package make of the program.</summary>
    internal async Task<string> FixAsync(string folder, params string[] rules)
    {
        var format = await Run.DotnetAsync(
            Path.Combine(_root, folder), ["format", "analyzers", "Shop.csproj", "--no-restore", "--severity", "warn", "--diagnostics", .. rules]);
        format.ExitCode.ShouldBe(0, format.Output);
        return await System.IO.File.ReadAllTextAsync(Path.Combine(_root, folder, "Program.cs"));
    }

    internal Task<Run> RunAsync(string folder) => Run.DotnetAsync(Path.Combine(_root, folder), Path.Combine("bin", "Debug", "net10.0", "Shop.dll"));
}

internal sealed record Run(int ExitCode, string Output)
{
    /// <summary>What these tests were built as, and with them what they pack.</summary>
    public static string Configuration { get; } =
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}") ? "Release" : "Debug";

    public static async Task<Run> DotnetAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        // What the test runner's own SDK resolution left behind would be taken for the caller's wish.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Run(process.ExitCode, output + await errors);
    }
}
