using System.Globalization;
using System.Text;

// The format is described in docs/decisions/0007-plan-file.md. The files of this folder are compiled into the analyzer, the tool and the
// server: netstandard2.0 with implicit usings, no dependency, nothing that needs a shim.
namespace Reo.PlanFile;

/// <summary>A <c>reo.metrics.txt</c>: every character of it, and what its lines mean. Parsing takes any text and never throws.</summary>
internal sealed class PlanDocument
{
    public const string FileName = "reo.metrics.txt";

    private const string DefaultPreamble =
        "# The metrics of this product, one a line: activity type | slot | state | display name | description.\n"
        + "# `reo metrics pull` brings it up to date and keeps comments and order.\n";

    private readonly string _byteOrderMark;

    private PlanDocument(string byteOrderMark, IReadOnlyList<PlanLine> lines, IReadOnlyList<PlanProblem> problems)
    {
        _byteOrderMark = byteOrderMark;
        Lines = lines;
        Problems = problems;
        Metrics = lines.Where(line => line.Metric is not null && !line.IsRepeated).ToList();
    }

    public IReadOnlyList<PlanLine> Lines { get; }

    /// <summary>What is wrong with the file, in the order of the lines.</summary>
    public IReadOnlyList<PlanProblem> Problems { get; }

    /// <summary>The lines that define a metric; of several lines with one key, the first.</summary>
    public IReadOnlyList<PlanLine> Metrics { get; }

    public string? Tenant => Header(PlanHeader.Tenant);

    /// <summary>The plan's version on the server when the file was pulled.</summary>
    public long? Version =>
        long.TryParse(Header(PlanHeader.Version), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    public string? ETag => Header(PlanHeader.ETag);

    public static PlanDocument Parse(string text) => PlanParser.Parse(text);

    /// <summary>A new file with the server's plan, in the server's order.</summary>
    public static PlanDocument Create(string tenant, long version, string etag, IEnumerable<PlanMetric> metrics) =>
        Parse(DefaultPreamble).Pulled(tenant, version, etag, metrics);

    /// <summary>
    /// The same file with one metric added or changed; every other line stays as it is. An added metric goes to the end.
    /// </summary>
    public PlanDocument With(PlanMetric metric)
    {
        var edit = new PlanEdit(Lines);
        if (Metrics.FirstOrDefault(line => line.Metric!.Key == metric.Key) is { } known)
            edit.Replace(known, PlanText.Line(metric));
        else
            edit.Append(PlanText.Line(metric));
        return Parse(_byteOrderMark + edit);
    }

    /// <summary>
    /// The same file brought up to the server's plan: comments, order and untouched lines stay, changed metrics change in place,
    /// new ones go to the end, proposed ones stay until the server has them, and others that the server does not have go.
    /// A line that cannot be read stays, so that nothing a person wrote is lost.
    /// </summary>
    public PlanDocument Pulled(string tenant, long version, string etag, IEnumerable<PlanMetric> metrics)
    {
        var edit = new PlanEdit(Lines);
        SetHeader(edit, PlanHeader.Tenant, tenant);
        SetHeader(edit, PlanHeader.Version, version.ToString(CultureInfo.InvariantCulture));
        SetHeader(edit, PlanHeader.ETag, etag);

        var server = new Dictionary<string, PlanMetric>(StringComparer.Ordinal);
        foreach (var metric in metrics)
            server[metric.Key] = metric;

        var broken = new HashSet<PlanLine>(Problems.Where(problem => problem.Kind == PlanProblemKind.Broken).Select(problem => problem.Line));
        foreach (var line in Lines.Where(line => line.Metric is not null))
        {
            var known = line.Metric!;
            if (line.IsRepeated)
                edit.Remove(line);
            else if (!server.TryGetValue(known.Key, out var metric))
            {
                if (known.State != MetricState.Proposed)
                    edit.Remove(line);
            }
            else
            {
                if (!known.Equals(metric) || broken.Contains(line))
                    edit.Replace(line, PlanText.Line(metric));
                server.Remove(known.Key);
            }
        }

        foreach (var metric in server.Values)
            edit.Append(PlanText.Line(metric));
        return Parse(_byteOrderMark + edit);
    }

    /// <summary>The file's text; of a parsed file, exactly the text that was parsed.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(_byteOrderMark);
        foreach (var line in Lines)
            text.Append(line.Text).Append(line.Break);
        return text.ToString();
    }

    internal static PlanDocument Of(string byteOrderMark, IReadOnlyList<PlanLine> lines, IReadOnlyList<PlanProblem> problems) =>
        new(byteOrderMark, lines, problems);

    private string? Header(string name) => Lines.FirstOrDefault(line => line.Header?.Name == name)?.Header?.Value;

    // A header that is new goes below those that are there, or below the comments that open the file.
    private void SetHeader(PlanEdit edit, string name, string value)
    {
        var text = PlanText.Line(new PlanHeader(name, value));
        if (Lines.FirstOrDefault(line => line.Header?.Name == name) is not { } known)
            edit.Insert(Lines.LastOrDefault(line => line.Kind == PlanLineKind.Header) ?? Lines.TakeWhile(line => line.Kind == PlanLineKind.Comment).LastOrDefault(), text);
        else if (known.Header!.Value != value)
            edit.Replace(known, text);
    }
}
