using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Reo.Ingestion.Usage;

/// <summary>
/// The members of one payload, read by name, with everything that is wrong with them. JSON null and the empty string count as absent:
/// real clients send both for what they do not know.
/// </summary>
internal sealed class PayloadFields
{
    private readonly ReadOnlyMemory<byte> _payload;
    private readonly List<Member> _members = new(16);
    private List<Problem>? _problems;

    /// <param name="payload">An object without a problem of <see cref="StrictJson"/>; read during the call that gets it, not kept.</param>
    public PayloadFields(ReadOnlyMemory<byte> payload)
    {
        _payload = payload;
        var reader = new Utf8JsonReader(payload.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = (int)reader.TokenStartIndex;
            var nameEnd = nameStart + reader.ValueSpan.Length + 2;
            var isEscapedName = reader.ValueIsEscaped;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var (kind, isEscaped) = (reader.TokenType, reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped);
            reader.Skip();
            _members.Add(new Member(nameStart..nameEnd, isEscapedName, start..(int)reader.BytesConsumed, kind, isEscaped));
        }
    }

    public IReadOnlyList<Problem> Problems => _problems ?? (IReadOnlyList<Problem>)[];

    public bool Has(string field) => Find(field) is { } at && !IsAbsent(_members[at]);

    public string? Required(string field, int longest) => Text(field, longest, required: true);

    public string? Optional(string field, int longest) => Text(field, longest, required: false);

    /// <summary>The member's kind and text: a string's own, anything else as it stands. Null when absent.</summary>
    public (JsonTokenType Kind, string Text)? Scalar(string field) =>
        Take(field) is { } member ? (member.Kind, TextOf(member)) : null;

    public long? Whole(string field, string what)
    {
        if (Take(field) is not { } member)
        {
            Refuse(Reason.Required, field);
            return null;
        }

        var reader = new Utf8JsonReader(Bytes(member.Value));
        if (reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
            return number;

        Refuse(Reason.WrongType, field, what);
        return null;
    }

    public JsonElement? Object(string field)
    {
        if (Take(field) is not { } member)
            return null;
        if (member.Kind == JsonTokenType.StartObject)
            return JsonElement.Parse(Bytes(member.Value));

        Refuse(Reason.WrongType, field, "an object");
        return null;
    }

    public void Refuse(Reason reason, string field, params ReadOnlySpan<object> particulars) =>
        (_problems ??= []).Add(reason.Problem(field, particulars));

    /// <summary>What the payload holds beyond the members asked for, as one object; null when nothing.</summary>
    public JsonElement? Unknown()
    {
        StringBuilder? unknown = null;
        foreach (var member in _members)
        {
            if (!member.IsNamed)
            {
                unknown = unknown is null ? new StringBuilder("{") : unknown.Append(',');
                unknown.Append(Encoding.UTF8.GetString(Bytes(member.Name))).Append(':').Append(Encoding.UTF8.GetString(Bytes(member.Value)));
            }
        }

        return unknown is null ? null : JsonElement.Parse(unknown.Append('}').ToString());
    }

    private string? Text(string field, int longest, bool required)
    {
        if (Take(field) is not { } member)
        {
            if (required)
                Refuse(Reason.Required, field);
            return null;
        }

        if (member.Kind != JsonTokenType.String)
        {
            Refuse(Reason.WrongType, field, "a string");
            return null;
        }

        var text = TextOf(member);
        if (text.Length > longest)
        {
            Refuse(Reason.TooLong, field, longest);
            return null;
        }

        return text;
    }

    /// <summary>From now on the member is a known one.</summary>
    private Member? Take(string field)
    {
        if (Find(field) is not { } at)
            return null;

        var member = _members[at];
        _members[at] = member with { IsNamed = true };
        return IsAbsent(member) ? null : member;
    }

    private int? Find(string field)
    {
        var payload = _payload.Span;
        var members = CollectionsMarshal.AsSpan(_members);
        for (var i = 0; i < members.Length; i++)
        {
            ref readonly var member = ref members[i];
            var name = payload[member.Name];
            if (member.IsEscapedName ? StrictJson.Unescape(name) == field : Ascii.Equals(name[1..^1], field))
                return i;
        }

        return null;
    }

    private static bool IsAbsent(Member member) =>
        member.Kind == JsonTokenType.Null || (member.Kind == JsonTokenType.String && member.Value.End.Value - member.Value.Start.Value == 2);

    private string TextOf(Member member)
    {
        var bytes = Bytes(member.Value);
        return member.Kind != JsonTokenType.String ? Encoding.UTF8.GetString(bytes)
            : member.IsEscaped ? StrictJson.Unescape(bytes)
            : Encoding.UTF8.GetString(bytes[1..^1]);
    }

    private ReadOnlySpan<byte> Bytes(Range range) => _payload.Span[range];

    /// <summary>Name and value as they stand, quotes included.</summary>
    private readonly record struct Member(Range Name, bool IsEscapedName, Range Value, JsonTokenType Kind, bool IsEscaped, bool IsNamed = false);
}
