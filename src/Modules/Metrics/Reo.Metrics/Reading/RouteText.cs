namespace Reo.Metrics.Reading;

internal static class RouteText
{
    /// <summary>Routing decodes everything but a slash.</summary>
    public static string Decode(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
