using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Reo.Benchmarks.Analyzer;

/// <summary>A product of 1,000 files, and its plan of 61 metrics.</summary>
internal static class GeneratedProduct
{
    public const int Files = 1_000;
    public const int FilesWithHits = 100;

    /// <summary>Two warnings, and the hint that a right one has a constant.</summary>
    public const int DiagnosticsInAFile = 3;

    public static AdditionalText Plan { get; } = new PlanFile();

    /// <summary>About 50 lines of ordinary code each; with hits, one method in every tenth posts usage, right once and wrong twice.</summary>
    public static SourceText[] Sources(bool hasHits) =>
        [.. Enumerable.Range(0, Files).Select(file => SourceText.From(Source(file, hasHits && file % (Files / FilesWithHits) == 0), Encoding.UTF8))];

    private static string Source(int file, bool hasHits)
    {
        var code = new StringBuilder();
        code.Append(CultureInfo.InvariantCulture, $$"""
            using System;
            using System.Collections.Generic;
            using System.Linq;
            using System.Threading.Tasks;

            namespace Product.Area{{file % 20}}
            {
                public sealed class Order{{file}}
                {
                    private readonly Dictionary<string, List<int>> _lines = new Dictionary<string, List<int>> { ["first"] = new List<int>() };

                    public string Name { get; set; } = "order {{file}}";

                    public object ToBody() => new { name = Name, source = "PRODUCT_CLOUD", json = "{\"name\":\"order\",\"count\":{{file}}}" };

            """);
        for (var method = 0; method < 3; method++)
        {
            code.Append(CultureInfo.InvariantCulture, $$"""
                    public async Task<int> Step{{method}}(int count, string text)
                    {
                        var total = 0;
                        for (var i = 0; i < count; i++)
                        {
                            if (_lines.TryGetValue(text + i, out var line) && line.Count > {{method}})
                                total += line.Count(n => n > i);
                            else
                                _lines[$"{text}:{i}"] = new List<int> { i, i + 1, count };
                        }

                        await Task.Yield();
                        return string.IsNullOrEmpty(Name) ? throw new InvalidOperationException("no name") : total + text.Length;
                    }

            """);
        }

        if (hasHits)
        {
            code.Append("""
                    public object Post(bool first) => new { activity_type = first ? "LOGIN_ACTIVITY" : "LOGN_ACTIVITY", body = "{\"activity_type\":\"login activity\"}" };

            """);
        }

        return code.Append("    }\n}\n").ToString();
    }

    private sealed class PlanFile : AdditionalText
    {
        private static readonly SourceText _text = SourceText.From(string.Concat(Enumerable.Range(0, 60).Select(n => $"METRIC NUMBER {n}\n")) + "LOGIN_ACTIVITY | PRIMARY\n", Encoding.UTF8);

        public override string Path => "reo.metrics.txt";

        public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
    }
}
