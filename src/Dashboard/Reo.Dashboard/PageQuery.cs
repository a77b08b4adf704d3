using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Reo.Dashboard;

/// <summary>The part behind <c>?</c> of a page's address, where an empty field is an absent one.</summary>
public static class PageQuery
{
    /// <summary>Null when nothing was given.</summary>
    public static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <exception cref="ProblemException">It is no day.</exception>
    public static DateOnly? Day(string name, string? text)
    {
        if (Given(text) is not { } given)
            return null;

        return DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new ProblemException(new ProblemDetails { Title = "Not a day", Detail = $"Write `{name}` as a day such as 2026-10-01." });
    }

    /// <summary>Which page of a list it is, from 1.</summary>
    public static int Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 1;

    /// <summary>What stands behind <c>?</c>: the fields that are given.</summary>
    public static string Of(params IEnumerable<(string Name, string? Value)> fields) =>
        string.Join('&', fields.Where(asked => Given(asked.Value) is not null).Select(asked => $"{asked.Name}={Uri.EscapeDataString(Given(asked.Value)!)}"));

    /// <summary>A page or an endpoint with these fields.</summary>
    public static string Address(string path, params IEnumerable<(string Name, string? Value)> fields) =>
        Of(fields) is { Length: > 0 } query ? $"{path}?{query}" : path;

    /// <summary>An id that is the rest of a path, as it was. Routing decodes everything but a slash.</summary>
    public static string Id(string? routed) => routed?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase) ?? "";

    /// <summary>An id as the rest of a path: its slashes stay.</summary>
    public static string Path(string id) => Uri.EscapeDataString(id).Replace("%2F", "/", StringComparison.Ordinal);
}
