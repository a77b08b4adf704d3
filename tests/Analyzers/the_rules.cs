using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Reo.Analyzers.CodeFixes;
using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests;

public sealed class the_rules
{
    private static readonly List<(string Name, DiagnosticDescriptor Rule)> All = typeof(Analyzers.Rules).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.FieldType == typeof(DiagnosticDescriptor))
        .Select(field => (field.Name, (DiagnosticDescriptor)field.GetValue(null)!))
        .ToList();

    public static TheoryData<string> Ids => [.. All.Select(rule => rule.Rule.Id)];

    [Fact]
    public void are_numbered_without_a_gap() =>
        All.Select(rule => rule.Rule.Id).ShouldBe(Enumerable.Range(1, All.Count).Select(number => $"REO{number:0000}"));

    [Fact]
    public void are_each_reported_by_one_analyzer() =>
        Analysis.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => rule.Id).Order().ShouldBe(All.Select(rule => rule.Rule.Id));

    [Theory]
    [MemberData(nameof(Ids))]
    public void have_a_page_with_cause_example_fix_and_suppression(string id)
    {
        var (_, rule) = All.Single(one => one.Rule.Id == id);

        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "rules", id + ".md"));

        page.ShouldStartWith($"# {id}: {rule.Title.ToString(CultureInfo.InvariantCulture)}\n");
        foreach (var heading in new[] { "## Cause", "## Example", "## Fix", "## Suppression" })
            page.ShouldContain("\n" + heading + "\n");
        page.ShouldContain($"| {(rule.IsEnabledByDefault ? rule.DefaultSeverity.ToString() : "off")} |");
        rule.HelpLinkUri.ShouldBe($"{Analyzers.Rules.Address}{id}.md");
        rule.Description.ToString(CultureInfo.InvariantCulture).ShouldNotBeEmpty();
    }

    [Fact]
    public void are_explained_where_the_package_has_their_pages_until_they_are_published() => Analyzers.Rules.Address.ShouldBe("docs/rules/");

    [Theory]
    [MemberData(nameof(Ids))]
    public void have_a_file_and_a_test_class_of_their_name(string id)
    {
        var (name, _) = All.Single(one => one.Rule.Id == id);

        File.Exists(Path.Combine(Repository.Root, "src", "Analyzers", "Reo.Analyzers", "Rules", name + ".cs")).ShouldBeTrue();
        typeof(the_rules).Assembly.GetTypes().ShouldContain(type => type.Name == name + "Tests");
    }

    [Fact]
    public void are_announced_in_the_release_notes()
    {
        var notes = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Analyzers", "Reo.Analyzers"), "AnalyzerReleases.*.md").Select(File.ReadAllText);

        Regex.Matches(string.Concat(notes), "REO[0-9]{4}", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(match => match.Value).ShouldBe(All.Select(rule => rule.Rule.Id));
    }

    [Fact]
    public void are_fixed_by_providers_that_fix_all_and_know_their_rules()
    {
        var fixers = typeof(NearestKeyFixer).Assembly.GetTypes().Where(type => typeof(CodeFixProvider).IsAssignableFrom(type)).Select(type => (CodeFixProvider)Activator.CreateInstance(type)!).ToList();

        fixers.Count.ShouldBe(3);
        fixers.ShouldAllBe(fixer => fixer.GetFixAllProvider() != null && fixer.FixableDiagnosticIds.All(id => All.Any(rule => rule.Rule.Id == id)));
    }
}
