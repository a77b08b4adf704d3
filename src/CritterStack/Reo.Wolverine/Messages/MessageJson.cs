using System.Text.Encodings.Web;
using System.Text.Json;

namespace Wolverine;

/// <summary>How messages are written: camel case, enums as numbers, nulls kept, no needless escaping.</summary>
internal static class MessageJson
{
    public const string ContentType = "application/json";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(object message) => JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), Options);

    public static object Read(ReadOnlySpan<byte> json, Type messageType) =>
        JsonSerializer.Deserialize(json, messageType, Options)
        ?? throw new JsonException($"The body of a message of type {messageType.FullName} is null");
}
