using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Reo.Ingestion.Usage;

internal static class RequestHeaders
{
    public const string Json = "application/json";
    public const string NdJson = "application/x-ndjson";

    /// <summary>The media type in lower case, or null when it is none or its text is not UTF-8.</summary>
    public static string? MediaType(IHeaderDictionary headers)
    {
        if (headers.ContentType is [Json])
            return Json;

        return MediaTypeHeaderValue.TryParse(headers.ContentType.ToString(), out var type)
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
                ? type.MediaType.ToString().ToLowerInvariant()
                : null;
    }

    /// <summary>The one encoding in lower case; <c>identity</c> when there is none; null when they are stacked.</summary>
    public static string? Encoding(IHeaderDictionary headers) => headers.ContentEncoding switch
    {
        [] => "identity",
        [{ } one] when !one.Contains(',', StringComparison.Ordinal) => one.Trim().ToLowerInvariant(),
        _ => null,
    };
}
