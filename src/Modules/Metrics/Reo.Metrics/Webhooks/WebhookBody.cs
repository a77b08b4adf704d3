using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reo.Metrics.Segments;

namespace Reo.Metrics.Webhooks;

/// <summary>What is posted: <c>segment.entered</c>, <c>segment.left</c> or <c>segment.test</c>.</summary>
internal static class WebhookBody
{
    public const string Entered = "segment.entered";
    public const string Left = "segment.left";
    public const string Test = "segment.test";

    public static string IdOf(Guid delivery) => $"msg_{delivery:n}";

    public static string Write(string type, DateTimeOffset occurredAt, Guid segmentId, string segmentName, SegmentMembers members, string member) => new JsonObject
    {
        ["type"] = type,
        ["timestamp"] = occurredAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        ["data"] = new JsonObject
        {
            ["segment_id"] = segmentId,
            ["segment"] = segmentName,
            [members == SegmentMembers.Companies ? "company" : "developer_id"] = member,
        },
    }.ToJsonString(JsonSerializerOptions.Web);
}
