using System.Text.Json;
using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests;

/// <summary>The package and the client in a folder feed, and new projects that install them.</summary>
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

    /// <summary>The assemblies that the project in the folder has installed.</summary>
    internal InstalledPackage Installed(string folder) =>
        new(Directory.EnumerateDirectories(Path.Combine(_root, "packages-" + folder, "reo.analyzers")).Single());

    internal Task<Run> RunAsync(string folder) => Run.DotnetAsync(Path.Combine(_root, folder), Path.Combine("bin", "Debug", "net10.0", "Shop.dll"));
}
