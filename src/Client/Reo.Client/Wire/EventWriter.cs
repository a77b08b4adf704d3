using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Reo.Client.Wire;

/// <summary>An event as one line of NDJSON, its line break included.</summary>
internal sealed class EventWriter(ReoOptions options, TimeProvider clock)
{
    private const int Deepest = 16;

    /// <summary>A line break within a text is escaped by every encoder.</summary>
    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly EventIds _ids = new();

    public byte[] Write(UsageEvent usage)
    {
        using var line = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(line, _json))
        {
            json.WriteStartObject();
            Text(json, "activity_type", usage.ActivityType);
            Text(json, "source", NameOf(usage.Source));
            Text(json, "environment", usage.Environment ?? options.Environment);
            Text(json, "user_id", usage.UserId);
            Text(json, "user_id_type", usage.UserIdType?.ToString().ToUpperInvariant());
            Text(json, "ip_addr", usage.IpAddr);
            Text(json, "domain", usage.Domain);
            Text(json, "event_id", usage.EventId is { Length: > 0 } id ? id : _ids.Next());
            json.WriteNumber("event_at", (usage.EventAt ?? clock.GetUtcNow()).ToUnixTimeSeconds());
            Text(json, "product_id", usage.ProductId ?? options.ProductId);
            Text(json, "user_agent", usage.UserAgent);
            Text(json, "mode", usage.Mode?.ToString().ToUpperInvariant());
            if (usage.Count is { } count)
                json.WriteNumber("count", count);
            if (usage.Meta is { } meta)
            {
                json.WritePropertyName("meta");
                Members(json, meta.Select(member => (member.Key, member.Value)), depth: 1);
            }

            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }

    private static void Text(Utf8JsonWriter json, string member, string? value)
    {
        if (value is not null)
            json.WriteString(member, value);
    }

    private static string NameOf(UsageSource source) => source switch
    {
        UsageSource.ProductCloud => "PRODUCT_CLOUD",
        UsageSource.Telemetry => "TELEMETRY",
        UsageSource.SaasProduct => "SAAS_PRODUCT",
        _ => source.ToString(),
    };

    private static void Members(Utf8JsonWriter json, IEnumerable<(string Key, object? Value)> members, int depth)
    {
        if (depth > Deepest)
            throw new InvalidDataException($"meta is nested deeper than {Deepest} levels");

        json.WriteStartObject();
        foreach (var (key, value) in members)
        {
            json.WritePropertyName(key);
            Value(json, value, depth);
        }

        json.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter json, object? value, int depth)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case double number when !double.IsNaN(number) && !double.IsInfinity(number):
                json.WriteNumberValue(number);
                break;
            case float number when !float.IsNaN(number) && !float.IsInfinity(number):
                json.WriteNumberValue(number);
                break;
            case DateTimeOffset or DateTime:
                json.WriteStringValue(((IFormattable)value).ToString("O", CultureInfo.InvariantCulture));
                break;
            case JsonElement element:
                element.WriteTo(json);
                break;
            case IEnumerable<KeyValuePair<string, object?>> members:
                Members(json, members.Select(member => (member.Key, member.Value)), depth + 1);
                break;
            case IDictionary members:
                Members(json, members.Keys.Cast<object>().Select(key => (Convert.ToString(key, CultureInfo.InvariantCulture)!, (object?)members[key])), depth + 1);
                break;
            case IEnumerable items:
                Items(json, items, depth + 1);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void Items(Utf8JsonWriter json, IEnumerable items, int depth)
    {
        if (depth > Deepest)
            throw new InvalidDataException($"meta is nested deeper than {Deepest} levels");

        json.WriteStartArray();
        foreach (var item in items)
            Value(json, item, depth);
        json.WriteEndArray();
    }
}
