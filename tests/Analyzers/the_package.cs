using System.IO.Compression;
using Microsoft.CodeAnalysis.CodeFixes;
using Reo.Analyzers.Tests.Verifying;

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
            reo.Track(new UsageEvent { ActivityType = "NOTHING NEAR" });
            reo.Track(new UsageEvent { ActivityType = "LOGN_ACTIVITY" });
            reo.Track(new UsageEvent { ActivityType = "api key generated", Meta = new Dictionary<string, object?> { ["plan"] = "pro" } });
            reo.Track(new UsageEvent { ActivityType = args.Length > 9 ? "API KEYS GENERATED" : "LOGIN_ACTIVTY" });
            reo.Track(new UsageEvent { ActivityType = ActivityTypes.LoginActivity });
            System.Console.WriteLine(reo.Statistics.Dropped);

            """;
        var build = await package.BuildAsync("posting", program, "net10.0", planFile: "posting/reo.metrics.txt", Plan);
        build.Output.ShouldContain("Program.cs(7,43): warning REO0001: Activity type 'LOGN_ACTIVITY' is not a configured metric. Did you mean 'LOGIN_ACTIVITY'?");
        build.Output.ShouldContain("Program.cs(8,43): warning REO0002:");
        build.ExitCode.ShouldBe(0, build.Output);

        var mended = await package.FixAsync("posting", "REO0001", "REO0002");

        mended.ShouldBe(program
            .Replace("\"LOGN_ACTIVITY\"", "ActivityTypes.LoginActivity").Replace("\"LOGIN_ACTIVTY\"", "ActivityTypes.LoginActivity")
            .Replace("\"api key generated\"", "ActivityTypes.ApiKeyGenerated").Replace("\"API KEYS GENERATED\"", "ActivityTypes.ApiKeyGenerated"));
        var again = await package.BuildAsync("posting", mended, "net10.0", planFile: "posting/reo.metrics.txt", "LOGIN_ACTIVITY\nAPI KEY GENERATED\nNOTHING NEAR\n");
        again.Output.ShouldContain("0 Warning(s)");
        (await package.RunAsync("posting")).Output.Trim().ShouldBe("5");
    }

    [Fact]
    public async Task has_fixes_for_the_nearest_key_and_for_a_metric_to_propose()
    {
        var code = Check.InMethod("""Client.Track("LOGN_ACTIVITY"); usage.ActivityType = "api key generated"; Client.Track("ZZZZZZ"); Client.Track("ZZZZZZ");""");
        Task<Run> Build(string code, string plan) =>
            package.BuildAsync("mending", Analysis.Prelude + code, "net10.0", planFile: "mending/reo.metrics.txt", plan, "-p:OutputType=Library", "-p:Nullable=enable", "-p:ImplicitUsings=disable");
        (await Build(code, Analysis.Plan)).Output.ShouldContain("4 Warning(s)");

        using var installed = package.Installed("mending");
        var (spelt, _) = await installed.Fix("NearestKeyFixer").ApplyAsync(code, FixAllScope.Project);
        var (_, plan) = await installed.Fix("ProposedMetricFixer").ApplyAsync(spelt, FixAllScope.Project);

        spelt.ShouldBe(code.Replace("\"LOGN_ACTIVITY\"", "\"LOGIN_ACTIVITY\"").Replace("\"api key generated\"", "\"API KEY GENERATED\""));
        plan.ShouldBe(Analysis.Plan.TrimEnd('\n') + "\nZZZZZZ | - | proposed\n");
        (await Build(spelt, plan)).Output.ShouldContain("0 Warning(s)");
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

    [Theory]
    [InlineData("missing/reo.metrics.txt", "which does not exist")]
    [InlineData("plan.txt", "call it reo.metrics.txt, or something.reo.metrics.txt")]
    [InlineData("my.reo.metrics.txt", "REO0001")]
    public async Task tells_of_a_named_plan_file_that_it_does_not_read(string file, string warning)
    {
        var build = await package.BuildAsync(
            "named", "System.Console.WriteLine(\"{\\\"activity_type\\\":\\\"X\\\"}\");", "net10.0", planFile: file.Contains('/') ? null : $"named/{file}", Plan, $"-p:ReoMetricsFile={file}");

        build.Output.ShouldContain(warning);
        build.ExitCode.ShouldBe(0, build.Output);
    }
}
