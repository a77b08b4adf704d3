using System.Net;

namespace Reo.Metrics.Webhooks;

internal static class WebhookTarget
{
    private const int Longest = 2_000;

    /// <summary>
    /// The address to post to; null when it is none that could be allowed. What a name stands for is checked whenever a connection is made:
    /// it can be another address by then.
    /// </summary>
    public static Uri? Read(string? text, bool allowPrivate) =>
        text?.Length <= Longest
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (allowPrivate && url.Scheme == Uri.UriSchemeHttp))
        && url.UserInfo.Length == 0
        && !text.Any(char.IsControl)
        && (allowPrivate || !IsPrivate(url))
            ? url
            : null;

    private static bool IsPrivate(Uri url) =>
        IPAddress.TryParse(url.DnsSafeHost, out var address)
            ? !PublicAddresses.Contains(address)
            : url.IdnHost.TrimEnd('.') is "localhost" || url.IdnHost.TrimEnd('.').EndsWith(".localhost", StringComparison.Ordinal);
}
