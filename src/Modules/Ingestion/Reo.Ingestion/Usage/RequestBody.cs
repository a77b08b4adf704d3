using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Reo.Ingestion.Usage;

internal static class RequestBody
{
    /// <summary>Why the body cannot be read as the JSON it should be, by its headers; or null.</summary>
    public static Reason? RefusalOf(IHeaderDictionary headers)
    {
        if (headers.ContentEncoding is { Count: > 0 } encodings && encodings is not ["identity"])
            return Reason.ContentEncoding;

        return MediaTypeHeaderValue.TryParse(headers.ContentType.ToString(), out var type)
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
                ? null
                : Reason.ContentType;
    }

    /// <summary>The whole body, or null when it is larger than <paramref name="most"/> bytes; no more than that is read.</summary>
    public static async ValueTask<byte[]?> ReadAsync(HttpRequest request, int most, CancellationToken cancellation)
    {
        if (request.ContentLength > most)
            return null;

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            if (read.Buffer.Length > most)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = System.Buffers.BuffersExtensions.ToArray(read.Buffer);
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
