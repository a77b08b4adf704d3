using System.Text.RegularExpressions;

namespace Reo.Build.Tests;

public sealed partial class the_repository
{
    [Fact]
    public void lists_every_project_in_the_solution()
    {
        var listed = ProjectPath().Matches(File.ReadAllText(Repository.PathTo("ReoMonolith.sln")))
            .Select(match => match.Groups["path"].Value.Replace('\\', '/'));

        listed.Order().ShouldBe(Repository.Files("*.csproj").Where(path => !path.StartsWith("samples/")).Order());
    }

    [Fact]
    public void has_no_project_that_belongs_to_nobody() =>
        Repository.Files("*.csproj", "src").ShouldNotContain(path => Belongs().IsMatch(Path.GetFileName(path)));

    [Fact]
    public void names_the_supplier_of_marten_nowhere_outside_the_critter_stack()
    {
        var telling = Repository.Files("*.cs")
            .Where(path => !path.StartsWith("src/CritterStack/") && !path.StartsWith("tests/Support/Reo.Alba/") && !path.StartsWith("tests/CritterStack/") && !path.StartsWith("tests/Build/") && !path.StartsWith("tests/Analyzers/"))
            .Where(path => Supplier().IsMatch(File.ReadAllText(Repository.PathTo(path))));

        telling.ShouldBeEmpty();
    }

    [Fact]
    public void pins_every_package_to_one_exact_version()
    {
        var versions = Version().Matches(File.ReadAllText(Repository.PathTo("Directory.Packages.props"))).Select(match => match.Groups["version"].Value).ToList();

        versions.ShouldNotBeEmpty();
        versions.Where(version => !System.Version.TryParse(version, out _)).ShouldBeEmpty();
        Repository.Files("*.csproj").ShouldNotContain(path => File.ReadAllText(Repository.PathTo(path)).Contains("PackageReference Include") && OwnVersion().IsMatch(File.ReadAllText(Repository.PathTo(path))));
    }

    [GeneratedRegex("""= "[^"]+", "(?<path>[^"]+\.csproj)",""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProjectPath();

    [GeneratedRegex(@"\.(Shared|Common|Core|BuildingBlocks)\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Belongs();

    [GeneratedRegex(@"Reo\.(Marten|Wolverine|Alba)\b|CritterStack", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Supplier();

    [GeneratedRegex("""(PackageVersion|GlobalPackageReference) Include="[^"]+" Version="(?<version>[^"]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();

    [GeneratedRegex("""<PackageReference [^>]*Version=""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OwnVersion();
}
