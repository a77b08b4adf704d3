using System.Text.Json;

namespace Reo.Ingestion.Usage;

/// <summary>
/// The members of one payload, read by name, with everything that is wrong with them. JSON null and the empty string count as absent:
/// real clients send both for what they do not know.
/// </summary>
internal sealed class PayloadFields(JsonElement payload)
{
    private readonly List<string> _named = [];

    public List<Problem> Problems { get; } = [];

    public string? Required(string field, int longest) => Text(field, longest, required: true);

    public string? Optional(string field, int longest) => Text(field, longest, required: false);

    public JsonElement? Member(string field)
    {
        _named.Add(field);
        return payload.TryGetProperty(field, out var value) && !IsAbsent(value) ? value : null;
    }

    public void Refuse(Reason reason, string field, params ReadOnlySpan<object> particulars) =>
        Problems.Add(reason.Problem(field, particulars));

    /// <summary>What the payload holds beyond the members asked for, as one object; null when nothing.</summary>
    public JsonElement? Unknown()
    {
        var unknown = payload.EnumerateObject().Where(member => !_named.Contains(member.Name)).ToDictionary(m => m.Name, m => m.Value);
        return unknown.Count == 0 ? null : JsonSerializer.SerializeToElement(unknown);
    }

    private string? Text(string field, int longest, bool required)
    {
        if (Member(field) is not { } value)
        {
            if (required)
                Refuse(Reason.Required, field);
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            Refuse(Reason.WrongType, field, "a string");
            return null;
        }

        var text = value.GetString()!;
        if (text.Length > longest)
        {
            Refuse(Reason.TooLong, field, longest);
            return null;
        }

        return text;
    }

    private static bool IsAbsent(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.ValueEquals(""u8));
}
