using System.Text.Json;

namespace Reo.Ingestion.Usage;

/// <summary>Finds the payload of one posted event: what stands beside it is not the contract's, and not read.</summary>
internal static class PostedBody
{
    /// <summary>The object named payload, or why there is not exactly one.</summary>
    public static Problem? FindPayload(ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> payload)
    {
        try
        {
            payload = PayloadOf(body) ?? default;
            return payload.IsEmpty ? Reason.PayloadMissing.Problem("payload") : null;
        }
        catch (JsonException e)
        {
            payload = default;
            return StrictJson.Malformed(e);
        }
    }

    /// <summary>The payload of an element of a batch, which may come without the wrapper.</summary>
    public static ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> element)
    {
        if (element.Span.IndexOf("\"payload\""u8) < 0)
            return element;

        try
        {
            return PayloadOf(element) ?? element;
        }
        catch (JsonException)
        {
            return element;
        }
    }

    private static ReadOnlyMemory<byte>? PayloadOf(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span, StrictJson.AnyDepth);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            ReadToEnd(ref reader);
            return null;
        }

        ReadOnlyMemory<byte>? payload = null;
        var payloads = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isPayload = IsPayload(ref reader);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            if (isPayload && isObject)
                payload = body[start..(int)reader.BytesConsumed];
            if (isPayload)
                payloads++;
        }

        ReadToEnd(ref reader);
        return payloads == 1 ? payload : null;
    }

    /// <summary>A name with half of a surrogate pair is no name of ours.</summary>
    private static bool IsPayload(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.ValueTextEquals("payload"u8);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>What follows must still be JSON: nothing, that is.</summary>
    private static void ReadToEnd(ref Utf8JsonReader reader)
    {
        while (reader.Read())
            continue;
    }
}
