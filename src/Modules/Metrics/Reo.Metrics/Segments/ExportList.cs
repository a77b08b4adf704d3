using Marten;
using Microsoft.AspNetCore.Http;
using Reo.Metrics.Reading;
using Reo.Metrics.Reports;

namespace Reo.Metrics.Segments;

/// <summary>A list of developers or companies as a file: everybody who is meant, not a page of them.</summary>
internal static class ExportList
{
    public const string FormatDescription = "csv, ndjson or json for everybody who is meant, by id, sent as it is read; a page as JSON when absent";

    public static IResult Answer(
        SegmentMembers members, ListFilter filter, string format, ReportSources sources, IDocumentStore store, string tenantId, TimeProvider clock)
    {
        if (filter.Problem is { } problem)
            return problem;
        if (ReportFormat.OfHttp.FirstOrDefault(known => known.Name == format) is not { } known)
            return Problems.FormatUnknown;

        var asOf = filter.AsOf ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var report = ReadSegments.MembersOf(Segment.NameOf(members), [], members, SegmentFilter.Of(filter), store, tenantId, asOf);
        return new ReportAnswer(report, known, sources, tenantId);
    }
}
