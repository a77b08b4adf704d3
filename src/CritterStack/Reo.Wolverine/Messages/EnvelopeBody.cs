using System.Globalization;

namespace Wolverine;

/// <summary>
/// The body column of an envelope's row: when it was sent (a binary <see cref="DateTime"/>), the number of headers, each header's
/// name and value, the length of the message, and the message.
/// </summary>
internal static class EnvelopeBody
{
    private const string RepliesTo = "local://replies/";

    public static byte[] Write(Envelope envelope)
    {
        var message = MessageJson.Write(envelope.Message ?? throw new InvalidOperationException($"{envelope} has no message"));
        var headers = HeadersOf(envelope);

        using var stream = new MemoryStream(512 + message.Length);
        using var writer = new BinaryWriter(stream);
        writer.Write(envelope.SentAt.UtcDateTime.ToBinary());
        writer.Write(headers.Count);
        foreach (var (name, value) in headers)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Write(message.Length);
        writer.Write(message);
        return stream.ToArray();
    }

    /// <summary>The envelope without its message, and where in the body the message begins.</summary>
    public static (Envelope Envelope, ReadOnlyMemory<byte> Message) Read(byte[] body)
    {
        using var stream = new MemoryStream(body);
        using var reader = new BinaryReader(stream);
        var envelope = new Envelope
        {
            SentAt = new DateTimeOffset(DateTime.SpecifyKind(DateTime.FromBinary(reader.ReadInt64()), DateTimeKind.Utc)),
        };
        var headers = reader.ReadInt32();
        for (var i = 0; i < headers; i++)
            Apply(envelope, reader.ReadString(), reader.ReadString());

        var length = reader.ReadInt32();
        return (envelope, body.AsMemory((int)stream.Position, length));
    }

    private static List<(string Name, string Value)> HeadersOf(Envelope envelope)
    {
        var headers = new List<(string, string)>(16);
        Add("source", envelope.Source);
        Add("message-type", envelope.MessageType);
        Add("reply-uri", RepliesTo);
        Add("content-type", envelope.ContentType);
        Add("correlation-id", envelope.CorrelationId);
        Add("conversation-id", envelope.ConversationId.ToString());
        Add("destination", envelope.Destination?.ToString());
        Add("tenant-id", envelope.TenantId);
        Add("parent-id", envelope.ParentId);
        Add("accepted-content-types", MessageJson.ContentType);
        Add("id", envelope.Id.ToString());
        if (envelope.Attempts > 0)
            Add("attempts", envelope.Attempts.ToString(CultureInfo.InvariantCulture));
        if (envelope.ScheduledTime is { } scheduled)
            Add("time-to-send", scheduled.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture));
        foreach (var (name, value) in envelope.Headers)
            Add(name, value);
        return headers;

        void Add(string name, string? value)
        {
            if (value is not null)
                headers.Add((name, value));
        }
    }

    private static void Apply(Envelope envelope, string name, string value)
    {
        switch (name)
        {
            case "source":
                envelope.Source = value;
                break;
            case "message-type":
                envelope.MessageType = value;
                break;
            case "content-type":
                envelope.ContentType = value;
                break;
            case "correlation-id":
                envelope.CorrelationId = value;
                break;
            case "conversation-id":
                envelope.ConversationId = Guid.Parse(value);
                break;
            case "destination":
                envelope.Destination = new Uri(value);
                break;
            case "tenant-id":
                envelope.TenantId = value;
                break;
            case "parent-id":
                envelope.ParentId = value;
                break;
            case "id":
                envelope.Id = Guid.Parse(value);
                break;
            case "attempts":
                envelope.Attempts = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "time-to-send":
                envelope.ScheduledTime = DateTimeOffset.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
                break;
            case "reply-uri" or "accepted-content-types":
                break;
            default:
                envelope.Headers[name] = value;
                break;
        }
    }
}
