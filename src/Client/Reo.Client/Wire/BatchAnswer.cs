using System.Text.Json;

namespace Reo.Client.Wire;

/// <summary>An event of a batch that the server did not store; <paramref name="Index"/> counts from 0.</summary>
internal sealed record FailedEvent(int Index, string? EventId, string Field, string Code, string Message)
{
    /// <summary>Another time may do: the reasons are the server's state, not the event.</summary>
    public bool IsForNow => Code is "developer_rate" or "request_rate" or "queue_full" or "store_unavailable";
}

/// <summary>What the server says became of each event of a batch.</summary>
internal sealed record BatchAnswer(int Accepted, int Duplicates, int Held, IReadOnlyList<FailedEvent> Failed)
{
    /// <summary>Null when the body is not such an answer to a batch of <paramref name="count"/> events: whatever wrote it, it judged nothing.</summary>
    public static BatchAnswer? Read(byte[] body, int count)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            var answer = new BatchAnswer(
                root.GetProperty("accepted").GetInt32(),
                root.GetProperty("duplicates").GetInt32(),
                root.GetProperty("held").GetInt32(),
                [.. root.GetProperty("failed").EnumerateArray().Select(Failure)]);
            return answer.Answers(count) ? answer : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether the body is a refusal of the server, with every reason, of the batch as a whole.</summary>
    public static bool IsRefusal(byte[] body, out string why)
    {
        why = "";
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("response", out var response))
                return false;

            why = response.ToString();
            return json.RootElement.TryGetProperty("response_code", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool Answers(int count) =>
        Accepted >= 0 && Duplicates >= 0 && Held >= 0
        && (long)Accepted + Duplicates + Held + Failed.Count == count
        && Failed.Select(failed => failed.Index).Distinct().Count() == Failed.Count
        && Failed.All(failed => failed.Index >= 0 && failed.Index < count);

    private static FailedEvent Failure(JsonElement failed) => new(
        failed.GetProperty("index").GetInt32(),
        TextOf(failed, "event_id"),
        TextOf(failed, "field") ?? "",
        TextOf(failed, "code") ?? "",
        TextOf(failed, "message") ?? "");

    private static string? TextOf(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
