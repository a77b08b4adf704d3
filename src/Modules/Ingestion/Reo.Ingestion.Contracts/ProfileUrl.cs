namespace Reo.Ingestion.Contracts;

/// <summary>
/// A profile's address as people paste it: with or without scheme, <c>www.</c>, a trailing slash, tracking parameters. The host is in
/// lower case; the path's segments are percent-decoded, in the case they were posted.
/// </summary>
internal sealed record ProfileUrl(string Host, string[] Path, string Query)
{
    private static readonly string[] _schemes = ["https://", "http://", "//"];
    private static readonly string[] _facades = ["www.", "m.", "mobile."];

    public bool IsGitHub => Host == "github.com";

    public bool IsLinkedIn => Host == "linkedin.com" || Host.EndsWith(".linkedin.com", StringComparison.Ordinal);

    /// <summary>Null when the text is not an address: without a scheme it takes a dot in the first segment and a slash after it.</summary>
    public static ProfileUrl? Read(string text)
    {
        if (!text.Contains('/', StringComparison.Ordinal))
            return null;

        var scheme = Array.Find(_schemes, s => text.StartsWith(s, StringComparison.OrdinalIgnoreCase));
        var rest = text[(scheme?.Length ?? 0)..];
        var hostEnd = rest.IndexOfAny(['/', '?', '#']);
        var host = (hostEnd < 0 ? rest : rest[..hostEnd]).ToLowerInvariant();
        if (!IsHost(host) || (scheme is null && (hostEnd < 0 || rest[hostEnd] != '/')))
            return null;

        var tail = hostEnd < 0 ? "" : rest[hostEnd..].Split('#')[0];
        var queryAt = tail.IndexOf('?', StringComparison.Ordinal);
        var path = (queryAt < 0 ? tail : tail[..queryAt]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        return new ProfileUrl(
            WithoutFacade(host),
            [.. path.Select(Uri.UnescapeDataString)],
            queryAt < 0 ? "" : tail[(queryAt + 1)..]);
    }

    private static bool IsHost(string host) =>
        host.Contains('.', StringComparison.Ordinal)
        && host[0] != '.' && host[^1] != '.'
        && host.All(c => char.IsLetterOrDigit(c) || c is '.' or '-');

    private static string WithoutFacade(string host)
    {
        while (Array.Find(_facades, f => host.StartsWith(f, StringComparison.Ordinal) && host.IndexOf('.', f.Length) > 0) is { } facade)
            host = host[facade.Length..];
        return host;
    }
}
