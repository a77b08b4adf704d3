namespace Reo.Analyzers.Tests;

/// <summary>samples/Reo.SampleProduct: client, analyzer and generator in one product, with one misspelt activity type.</summary>
public sealed class the_sample_product
{
    private const string Warning =
        "samples/Reo.SampleProduct/ApiKeys.cs(10,24): warning REO0001: Activity type 'API KEY GENRATED' is not a configured metric. Did you mean 'API KEY GENERATED'? (docs/rules/REO0001.md)";

    [Fact]
    public async Task is_built_with_the_warning_that_the_readme_shows_and_no_other()
    {
        var project = Path.Combine(Repository.Root, "samples", "Reo.SampleProduct", "Reo.SampleProduct.csproj");

        var build = await Run.DotnetAsync(
            Repository.Root, "build", project, "-nologo", "-nodeReuse:false", "--no-incremental", "-p:BuildProjectReferences=false", "-c", Run.Configuration, "-warnaserror:CS9057,AD0001,CS8032");

        build.ExitCode.ShouldBe(0, build.Output);
        var warnings = build.Output.Split('\n').Where(line => line.Contains(": warning ")).Select(line => line.Replace(Repository.Root + Path.DirectorySeparatorChar, "").Split(" [")[0].Trim());
        warnings.Distinct().ShouldBe([Warning]);
        File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ShouldContain(Warning);
    }
}
