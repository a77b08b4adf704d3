using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Marten.Documents;

/// <summary>JSON as the store keeps it: unless configured, names as declared and enums as numbers.</summary>
internal sealed class DocumentSerializer
{
    public JsonSerializerOptions Options { get; set; } = new();

    public bool EnumsAsText { get; set; }

    public T Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, Options)!;

    public byte[] Write(object value, Type type) => JsonSerializer.SerializeToUtf8Bytes(value, type, Options);

    /// <summary>The member's name in JSON.</summary>
    public string NameOf(MemberInfo member) =>
        member.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? Options.PropertyNamingPolicy?.ConvertName(member.Name) ?? member.Name;

    /// <summary>The PostgreSQL type as which a member is compared; empty for text.</summary>
    public string CastOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
            return EnumsAsText ? "" : "integer";
        return type switch
        {
            _ when type == typeof(int) || type == typeof(short) => "integer",
            _ when type == typeof(long) => "bigint",
            _ when type == typeof(decimal) => "numeric",
            _ when type == typeof(double) || type == typeof(float) => "double precision",
            _ when type == typeof(bool) => "boolean",
            _ when type == typeof(Guid) => "uuid",
            _ when type == typeof(DateTimeOffset) => "timestamptz",
            _ when type == typeof(DateTime) => "timestamp",
            _ when type == typeof(DateOnly) => "date",
            _ => "",
        };
    }

    /// <summary>A value to be compared with a member of this type.</summary>
    public object ValueFor(Type memberType, object value)
    {
        memberType = Nullable.GetUnderlyingType(memberType) ?? memberType;
        if (!memberType.IsEnum)
            return value;
        return EnumsAsText ? Enum.ToObject(memberType, value).ToString()! : Convert.ToInt32(value);
    }
}
