using System.Text.Json;

namespace Marten.Documents;

/// <summary>JSON as the store keeps it: names as declared, enums as numbers.</summary>
internal sealed class DocumentSerializer
{
    public JsonSerializerOptions Options { get; set; } = new(JsonSerializerOptions.Default);

    public T Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, Options)!;

    public byte[] Write(object value, Type type) => JsonSerializer.SerializeToUtf8Bytes(value, type, Options);
}
