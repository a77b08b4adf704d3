using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Reo.Analyzers.Generation;
using Reo.Analyzers.Tests.Verifying;
using Reo.PlanFile;

namespace Reo.Analyzers.Tests.Generation;

public sealed class the_generated_constants
{
    [Fact]
    public void document_the_metric()
    {
        var source = ActivityTypesSource.Write([new PlanMetric("LOGIN_ACTIVITY", "PRIMARY", MetricState.Active, "Login", "Signed in & <out>")], "Acme.Shop");

        source.ShouldContain("""
                    /// <summary>Login</summary>
                    /// <remarks>Signed in &amp; &lt;out&gt;</remarks>
                    public const string LoginActivity = "LOGIN_ACTIVITY";
            """.ReplaceLineEndings("\n"), customMessage: source);
        source.ShouldContain("namespace Acme.Shop");
        source.ShouldContain("public const string CallHome = \"CALL HOME\";");
    }

    [Theory]
    [InlineData("LOGIN_ACTIVITY", "LoginActivity")]
    [InlineData("API KEY GENERATED", "ApiKeyGenerated")]
    [InlineData("loginActivity", "LoginActivity")]
    [InlineData("2fa enabled", "_2faEnabled")]
    [InlineData("class", "Class")]
    [InlineData("All", "All_")]
    [InlineData("ACTIVITY_TYPES", "ActivityTypes")]
    [InlineData("activity.types", "ActivityTypes")]
    [InlineData("!?", "Metric_0021003f")]
    public void have_names_that_csharp_takes(string key, string name)
    {
        var given = new ConstantNames([key]).NameOf(key);

        given.ShouldBe(name == "ActivityTypes" ? "ActivityTypes_" : name);
    }

    [Fact]
    public void keep_their_names_when_lines_move()
    {
        string[] keys = ["LOGIN", "Login", "log in"];
        var one = new ConstantNames(keys);
        var other = new ConstantNames(keys.Reverse());

        keys.Select(one.NameOf).ShouldBe(keys.Select(other.NameOf));
        one.NameOf("Login").ShouldBe("Login_2");
    }

    [Fact]
    public void compile_for_any_plan_in_the_oldest_language_without_a_warning() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString[]>(), keys =>
        {
            var metrics = keys.Select(key => new PlanMetric(key.Get, null, MetricState.Active, key.Get, key.Get)).DistinctBy(metric => metric.Key).ToList();
            var source = ActivityTypesSource.Write(metrics, "1. class.Odd-Name");

            var tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp7_3, DocumentationMode.Diagnose), cancellationToken: TestContext.Current.CancellationToken);
            var compilation = CSharpCompilation.Create("Any", [tree], Snippet.References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, warningLevel: 9999));
            compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ShouldBeEmpty(source);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void are_a_closed_set_for_a_switch()
    {
        const string code = """
            class Product
            {
                static int Weight(ActivityTypes.Metric metric) => metric switch { ActivityTypes.Metric.LoginActivity => 1, ActivityTypes.Metric.OldExport => 2, ActivityTypes.Metric.BulkExport => 3 };
                static string Key => ActivityTypes.KeyOf(ActivityTypes.Metric.LoginActivity);
                static bool Known => ActivityTypes.TryGetMetric("LOGIN_ACTIVITY", out ActivityTypes.Metric metric) && ActivityTypes.All.Count == 4;
            }
            """;

        var (compilation, _) = Run(Analysis.Plan, code);

        compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .ShouldHaveSingleItem().GetMessage().ShouldContain("ApiKeyGenerated");
    }

    [Fact]
    public void are_not_written_again_when_only_a_comment_changes()
    {
        var (compilation, driver) = Run(Analysis.Plan, "");

        driver = driver.ReplaceAdditionalTexts([new TextFile("/product/reo.metrics.txt", "# new comment\n" + Analysis.Plan)]);
        var result = driver.RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult().Results.Single();

        result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason)
            .ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached);
    }

    [Theory]
    [InlineData("build_property.RootNamespace", "Acme.Shop", "Acme.Shop.ActivityTypes")]
    [InlineData("build_property.ReoActivityTypesNamespace", "Acme.Usage", "Acme.Usage.ActivityTypes")]
    [InlineData("build_property.ReoGenerateActivityTypes", "false", null)]
    public void follow_the_project_settings(string property, string value, string? type)
    {
        var (compilation, _) = Run(Analysis.Plan, "", (property, value));

        var names = compilation.GetSymbolsWithName("ActivityTypes", cancellationToken: TestContext.Current.CancellationToken).Select(symbol => symbol.ToDisplayString());
        names.ShouldBe(type is null ? [] : [type]);
    }

    [Theory]
    [InlineData("namespace Acme.Shop { public static class ActivityTypes { public const string CallHome = \"CALL HOME\"; } }", 1)]
    [InlineData("namespace Acme.Shop { internal static partial class ActivityTypes { public const string Mine = \"MINE\"; } }", 2)]
    [InlineData("namespace Acme.Shop { enum ActivityTypes { Mine } }", 1)]
    [InlineData("namespace Acme.Other { class ActivityTypes; }", 2)]
    public void leave_a_class_of_their_name_alone_unless_it_is_partial(string code, int declarations)
    {
        var (compilation, _) = Run(Analysis.Plan, code, ("build_property.RootNamespace", "Acme.Shop"));

        compilation.GetDiagnostics(TestContext.Current.CancellationToken).ShouldNotContain(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        compilation.GetSymbolsWithName("ActivityTypes", SymbolFilter.Type, TestContext.Current.CancellationToken).Sum(symbol => symbol.DeclaringSyntaxReferences.Length).ShouldBe(declarations);
    }

    [Fact]
    public void are_not_written_without_a_plan_file()
    {
        var driver = CSharpGeneratorDriver.Create(new ActivityTypesGenerator()).RunGenerators(Snippet.Compile(), TestContext.Current.CancellationToken);

        driver.GetRunResult().GeneratedTrees.ShouldBeEmpty();
    }

    private static (Compilation Compilation, GeneratorDriver Driver) Run(string plan, string code, params (string Key, string Value)[] properties)
    {
        var driver = CSharpGeneratorDriver.Create(
            [new ActivityTypesGenerator().AsSourceGenerator()],
            [new TextFile("/product/reo.metrics.txt", plan)],
            Snippet.Parsing,
            new Analysis.Configuration(properties.ToDictionary(property => property.Key, property => property.Value)),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        var updated = driver.RunGeneratorsAndUpdateCompilation(Snippet.Compile(("/product/Code.cs", code)), out var compilation, out var diagnostics, TestContext.Current.CancellationToken);
        diagnostics.ShouldBeEmpty();
        return (compilation, updated);
    }
}
