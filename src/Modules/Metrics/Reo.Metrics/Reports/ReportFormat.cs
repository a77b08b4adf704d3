using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Reo.Metrics.Reports;

/// <summary>How a report is written down.</summary>
internal sealed record ReportFormat(string Name, string ContentType, Func<Report, IRowWriter> Write)
{
    public static readonly ReportFormat Json = new("json", "application/json", report => new JsonRows(report));
    public static readonly ReportFormat Csv = new("csv", "text/csv", report => new CsvRows(report));
    public static readonly ReportFormat Ndjson = new("ndjson", "application/x-ndjson", report => new NdjsonRows(report));

    public static readonly ReportFormat[] OfHttp = [Json, Csv, Ndjson];

    public static string[] ContentTypes => [.. OfHttp.Select(format => format.ContentType)];

    /// <summary>What <c>format</c> says, else what the caller prefers; null when there is no such.</summary>
    public static ReportFormat? Of(HttpRequest request, string? name)
    {
        if (name is not null)
            return OfHttp.FirstOrDefault(format => format.Name == name);

        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Count == 0
            ? Json
            : accepted
                .Where(range => range.Quality is not 0)
                .OrderByDescending(range => range, MediaTypeHeaderValueComparer.QualityComparer)
                .Select(range => OfHttp.FirstOrDefault(format => new MediaTypeHeaderValue(format.ContentType).IsSubsetOf(range)))
                .FirstOrDefault(format => format is not null);
    }
}
