using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Reo.Dashboard;

namespace Reo.Metrics.Reports;

/// <summary>A page's own address as the report's question: the same names, and an empty field is an absent one.</summary>
internal static class ReportQuery
{
    public static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    public static DateOnly? Day(string name, string? text)
    {
        if (Given(text) is not { } given)
            return null;

        return DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new ProblemException(new ProblemDetails { Title = "Not a day", Detail = $"Write `{name}` as a day such as 2026-10-01." });
    }

    /// <summary>What the endpoint would be sent.</summary>
    public static string Of(params IEnumerable<(string Name, string? Value)> fields) =>
        string.Join('&', fields.Where(field => Given(field.Value) is not null).Select(field => $"{field.Name}={Uri.EscapeDataString(Given(field.Value)!)}"));

    public static Report OrThrow((Report? Report, ProblemHttpResult? Problem) asked)
    {
        ProblemException.ThrowIf(asked.Problem);
        return asked.Report!;
    }
}
