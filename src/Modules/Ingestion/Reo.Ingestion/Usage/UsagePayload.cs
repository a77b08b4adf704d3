using System.Runtime.InteropServices;
using System.Text.Json;
using Reo.Ingestion.Contracts;

namespace Reo.Ingestion.Usage;

/// <summary>The <c>payload</c> of the product route, judged member by member: a fact to record, or every reason why it is none.</summary>
internal static class UsagePayload
{
    public const string ProductCloud = "PRODUCT_CLOUD";

    private const long MillisecondsFrom = 100_000_000_000;
    private static readonly long _firstSecond = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly TimeSpan _clockTolerance = TimeSpan.FromHours(1);

    /// <summary>The lengths keep a stream's key within what a PostgreSQL index row can hold.</summary>
    public static (UsageRecorded? Usage, IReadOnlyList<Problem> Problems) Read(JsonElement payload, int mostBytes, DateTimeOffset now)
    {
        if (JsonMarshal.GetRawUtf8Value(payload).Length > mostBytes)
            return (null, [Reason.EventTooLarge.Problem("", mostBytes)]);
        if (StrictJson.ProblemOf(payload) is { } notStorable)
            return (null, [notStorable]);

        var fields = new PayloadFields(payload);
        var activityType = fields.Required("activity_type", longest: 200);
        var source = Source(fields);
        var environment = fields.Optional("environment", longest: 200);
        var userIdType = UserIdType(fields);
        var userId = UserId(fields, userIdType);
        var ipAddr = IpAddr(fields);
        var eventId = EventId(fields);
        var eventAt = EventAt(fields);
        var productId = fields.Required("product_id", longest: 200);
        var userAgent = fields.Optional("user_agent", longest: 4096);
        var meta = Meta(fields);
        if (fields.Problems.Count > 0)
            return (null, fields.Problems);

        return (new UsageRecorded
        {
            ActivityType = activityType!,
            Source = source!,
            ProductId = productId!,
            EventAt = eventAt!.Value,
            UserIdType = userIdType,
            UserId = userId,
            IpAddr = ipAddr,
            EventId = eventId,
            Environment = environment,
            UserAgent = userAgent,
            Meta = meta?.Clone(),
            Unknown = fields.Unknown(),
            AheadOfClock = eventAt.Value > (now + _clockTolerance).ToUnixTimeSeconds(),
        }, []);
    }

    private static string? Source(PayloadFields fields) => OneOf(fields, "source", [ProductCloud]);

    private static string? UserIdType(PayloadFields fields) => OneOf(fields, "user_id_type", UserIdTypes.All);

    private static string? OneOf(PayloadFields fields, string field, string[] allowed)
    {
        var value = fields.Required(field, longest: 200);
        if (value is null || allowed.Contains(value))
            return value;

        fields.Refuse(Reason.UnknownValue, field, value, string.Join(", ", allowed));
        return null;
    }

    private static string? UserId(PayloadFields fields, string? type)
    {
        const string field = "user_id";
        var posted = fields.Required(field, longest: 256);
        if (posted is null || type is null)
            return null;

        var canonical = DeveloperIdentity.Canonical(type, posted);
        if (canonical is not null)
            return canonical;

        var looksLike = DeveloperIdentity.LooksLike(posted);
        if (string.IsNullOrWhiteSpace(posted))
            fields.Refuse(Reason.Required, field);
        else if (looksLike == type)
            fields.Refuse(Reason.NotAnIdentity, field, posted, DeveloperIdentity.Describe(type));
        else
            fields.Refuse(Reason.ContradictsType, field, posted, type, looksLike);
        return null;
    }

    private static string? IpAddr(PayloadFields fields)
    {
        var posted = fields.Optional("ip_addr", longest: 100);
        if (posted is null)
            return null;

        var canonical = IpAddresses.Canonical(posted);
        if (canonical is null)
            fields.Refuse(Reason.NotAnAddress, "ip_addr", posted);
        return canonical;
    }

    private static string? EventId(PayloadFields fields)
    {
        const int longest = 200;
        if (fields.Member("event_id") is not { } posted)
            return null;

        var canonical = EventIdentity.Canonical(posted);
        if (canonical is null)
            fields.Refuse(Reason.WrongType, "event_id", "a string or a whole number");
        else if (canonical.Length > longest)
            fields.Refuse(Reason.TooLong, "event_id", longest);
        return canonical;
    }

    private static long? EventAt(PayloadFields fields)
    {
        const string field = "event_at";
        if (fields.Member(field) is not { } posted)
        {
            fields.Refuse(Reason.Required, field);
            return null;
        }

        if (posted.ValueKind != JsonValueKind.Number || !posted.TryGetInt64(out var seconds))
        {
            fields.Refuse(Reason.WrongType, field, "a whole number of UNIX epoch seconds");
            return null;
        }

        if (seconds >= MillisecondsFrom)
            fields.Refuse(Reason.Milliseconds, field, seconds, seconds / 1000);
        else if (seconds < _firstSecond)
            fields.Refuse(Reason.OutOfRange, field, seconds);
        return seconds;
    }

    private static JsonElement? Meta(PayloadFields fields)
    {
        var posted = fields.Member("meta");
        if (posted is null or { ValueKind: JsonValueKind.Object })
            return posted;

        fields.Refuse(Reason.WrongType, "meta", "an object");
        return null;
    }
}
