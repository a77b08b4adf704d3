using System.Collections;
using System.Reflection;
using FsCheck;
using FsCheck.Fluent;

namespace Reo.Tool.Tests;

/// <summary>One source file, compiled into the server, the tool and the analyzer: what one writes, each of the three reads alike.</summary>
public sealed class the_one_parser(DemoServer server) : IClassFixture<DemoServer>
{
    private static readonly string[] _homes = ["Reo.Metrics", "reo", "Reo.Analyzers"];

    private static readonly Gen<string> _text =
        Gen.OneOf(
            Gen.Elements("|", " | ", "\\", "\\|", "\\u00", "\\s", "#", "#:", "#: version", "tenant", "\n", "\r\n", " ", "\t", "-", "PRIMARY", "archived", "proposed", "=======", "KEY", "\uFEFF", "é"),
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""))
        .ListOf().Select(string.Concat);

    [Fact]
    public async Task reads_what_the_server_serves_in_all_three_and_writes_it_back()
    {
        await server.ConfigureAsync(" odd | key\\".Trim(), "SECONDARY1", "#: name | with everything \\n");
        await server.ConfigureAsync("#hash größe 🚀", "SECONDARY2");
        await server.ConfigureAsync("GONE", "SECONDARY3");
        await server.ArchiveAsync("GONE");
        var served = await server.PlanAsync();

        var read = _homes.Select(home => Read(home, served)).ToList();

        read.ShouldAllBe(one => one.Text == served && one.Problems.Length == 0);
        read[0].Metrics.ShouldBe([
            "LOGIN_ACTIVITY | PRIMARY | active | Log-ins",
            @"odd \| key\\ | SECONDARY1 | active | #: name \| with everything \\n",
            @"\#hash größe 🚀 | SECONDARY2 | active",
            "GONE | SECONDARY3 | archived",
        ]);
        read.ShouldAllBe(one => one.Metrics.SequenceEqual(read[0].Metrics));
    }

    [Fact]
    public void reads_any_text_alike_in_all_three() =>
        Prop.ForAll(_text.ToArbitrary(), text =>
        {
            var read = _homes.Select(home => Read(home, text)).ToList();

            return read.TrueForAll(one => one.Text == text && one.Metrics.SequenceEqual(read[0].Metrics) && one.Problems.SequenceEqual(read[0].Problems));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    /// <summary>The three have types of one name: reflection alone can tell them apart.</summary>
    private static (string Text, string[] Metrics, string[] Problems) Read(string home, string text)
    {
        var type = Assembly.Load(home).GetType("Reo.PlanFile.PlanDocument", throwOnError: true)!;
        var document = type.GetMethod("Parse", [typeof(string)])!.Invoke(null, [text])!;
        return (document.ToString()!, [.. Items(document, "Metrics").Select(line => $"{Property(line, "Metric")}")], [.. Items(document, "Problems").Select(problem => $"{Property(problem, "Message")}")]);
    }

    private static IEnumerable<object> Items(object document, string property) => ((IEnumerable)Property(document, property)!).Cast<object>();

    private static object? Property(object instance, string name) => instance.GetType().GetProperty(name)!.GetValue(instance);
}
