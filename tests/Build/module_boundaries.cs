namespace Reo.Build.Tests;

/// <summary>The target of build/ModuleBoundaries.targets, run on small checkouts that break its rules one by one.</summary>
public sealed class module_boundaries : IDisposable
{
    private readonly string _checkout = Directory.CreateTempSubdirectory("reo-boundaries-").FullName;

    public module_boundaries()
    {
        foreach (var file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", .. Repository.Files("*.targets", "build")])
        {
            var copy = Path.Combine(_checkout, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Repository.PathTo(file), copy);
        }
    }

    public void Dispose() => Directory.Delete(_checkout, recursive: true);

    [Fact]
    public async Task a_module_may_reference_contracts_of_every_module_parts_of_pages_and_packages()
    {
        Project("src/Modules/Orders/Reo.Orders.Contracts");
        Project("src/Modules/Stock/Reo.Stock.Contracts");
        Project("src/Dashboard/Reo.Dashboard");
        var module = Project("src/Modules/Orders/Reo.Orders",
            """<ProjectReference Include="../Reo.Orders.Contracts/Reo.Orders.Contracts.csproj" />""",
            """<ProjectReference Include="../../../Dashboard/Reo.Dashboard/Reo.Dashboard.csproj" />""",
            """<ProjectReference Include="../../Stock/Reo.Stock.Contracts/Reo.Stock.Contracts.csproj" />""",
            """<PackageReference Include="Marten" />""");

        var run = await Check(module);

        run.ExitCode.ShouldBe(0, run.Output);
    }

    [Fact]
    public async Task a_module_may_not_reference_another_module()
    {
        Project("src/Modules/Stock/Reo.Stock");
        var module = Project("src/Modules/Orders/Reo.Orders", """<ProjectReference Include="../../Stock/Reo.Stock/Reo.Stock.csproj" />""");

        await ShouldBeRefused(module, "REOBUILD001", "Reo.Stock");
    }

    [Theory]
    [InlineData("src/Host/Reo.Host")]
    [InlineData("src/EmbeddedPostgres/Reo.EmbeddedPostgres")]
    [InlineData("src/CritterStack/Reo.Marten")]
    public async Task a_module_may_not_reference_the_rest_of_the_repository(string other)
    {
        Project(other);
        var module = Project("src/Modules/Orders/Reo.Orders", $"""<ProjectReference Include="../../../../{other}/{Path.GetFileName(other)}.csproj" />""");

        await ShouldBeRefused(module, "REOBUILD001", Path.GetFileName(other));
    }

    [Theory]
    [InlineData("""<ProjectReference Include="../../Stock/Reo.Stock.Contracts/Reo.Stock.Contracts.csproj" />""", "REOBUILD001", "Reo.Stock.Contracts")]
    [InlineData("""<PackageReference Include="Npgsql" />""", "REOBUILD002", "Npgsql")]
    [InlineData("""<PackageReference Include="Marten" />""", "REOBUILD001", "Reo.Marten")]
    public async Task contracts_may_not_reference_anything(string reference, string code, string named)
    {
        Project("src/Modules/Stock/Reo.Stock.Contracts");
        var contracts = Project("src/Modules/Orders/Reo.Orders.Contracts", reference);

        await ShouldBeRefused(contracts, code, named);
    }

    [Fact]
    public async Task the_parts_of_pages_may_not_reference_anything_of_the_repository()
    {
        Project("src/Modules/Stock/Reo.Stock.Contracts");
        var parts = Project("src/Dashboard/Reo.Dashboard", """<ProjectReference Include="../../Modules/Stock/Reo.Stock.Contracts/Reo.Stock.Contracts.csproj" />""");

        await ShouldBeRefused(parts, "REOBUILD001", "Reo.Stock.Contracts");
    }

    [Fact]
    public async Task only_the_host_references_modules()
    {
        Project("src/Modules/Orders/Reo.Orders");
        var client = Project("src/Client/Reo.Client", """<ProjectReference Include="../../Modules/Orders/Reo.Orders/Reo.Orders.csproj" />""");
        var host = Project("src/Host", """<ProjectReference Include="../Modules/Orders/Reo.Orders/Reo.Orders.csproj" />""");

        await ShouldBeRefused(client, "REOBUILD001", "Reo.Orders");
        var run = await Check(host);
        run.ExitCode.ShouldBe(0, run.Output);
    }

    [Fact]
    public async Task the_switch_refuses_a_supplier_that_does_not_exist()
    {
        var module = Project("src/Modules/Orders/Reo.Orders");

        var run = await MSBuildRun.TargetAsync(module, "CheckCritterStack", "-p:CritterStack=nuget");

        run.ExitCode.ShouldNotBe(0);
        run.Output.ShouldContain("-p:CritterStack=packages");
    }

    private string Project(string folder, params string[] references)
    {
        var path = Path.Combine(_checkout, folder, $"{Path.GetFileName(folder)}.csproj");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                {string.Join(Environment.NewLine, references)}
              </ItemGroup>
            </Project>
            """);
        return path;
    }

    private static Task<MSBuildRun> Check(string project) => MSBuildRun.TargetAsync(project, "CheckModuleBoundaries");

    private static async Task ShouldBeRefused(string project, string code, string named)
    {
        var run = await Check(project);

        run.ExitCode.ShouldNotBe(0, run.Output);
        run.Output.ShouldContain(code);
        run.Output.ShouldContain(named);
    }
}
