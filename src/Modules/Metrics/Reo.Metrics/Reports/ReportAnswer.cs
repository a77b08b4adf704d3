using Microsoft.AspNetCore.Http;

namespace Reo.Metrics.Reports;

/// <summary>A report as the answer to a request: sent as it comes from the database, so that its length needs no memory.</summary>
internal sealed class ReportAnswer(Report report, ReportFormat format, ReportSources sources, string tenantId) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancellation) = (httpContext.Response, httpContext.RequestAborted);
        await using var source = await sources.OpenAsync(tenantId, report.Events, cancellation);
        await using var rows = report.Rows(source, cancellation).GetAsyncEnumerator(cancellation);

        // What fails before the first row is still answered as a problem.
        var hasRow = await rows.MoveNextAsync();
        response.ContentType = $"{format.ContentType}; charset=utf-8";
        if (format == ReportFormat.Csv)
            response.Headers.ContentDisposition = $"attachment; filename=\"{report.Name}.csv\"";
        response.Headers.Vary = "Accept";
        await format.Write(report).WriteAsync(rows, hasRow, response.BodyWriter, cancellation);
    }
}
