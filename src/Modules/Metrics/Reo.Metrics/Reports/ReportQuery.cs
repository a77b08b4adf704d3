using Microsoft.AspNetCore.Http.HttpResults;
using Reo.Dashboard;

namespace Reo.Metrics.Reports;

/// <summary>A page's own address as the report's question.</summary>
internal static class ReportQuery
{
    public static Report OrThrow((Report? Report, ProblemHttpResult? Problem) asked)
    {
        ProblemException.ThrowIf(asked.Problem);
        return asked.Report!;
    }
}
