using System.Text.Json;
using Reo.Ingestion.Contracts;

namespace Reo.Ingestion.Usage;

/// <summary>What a payload is judged as.</summary>
internal enum PayloadKind
{
    /// <summary>One use, of <c>/api/product/usage</c>.</summary>
    Usage,

    /// <summary>Many uses, of <c>/api/product/aggregateusage</c>.</summary>
    Aggregated,

    /// <summary>Of a batch: an aggregate when it has one of an aggregate's own members.</summary>
    ByMembers,
}

/// <summary>A fact to record, or every reason why the payload is none. <paramref name="EventId"/> is there whenever it could be read.</summary>
internal readonly record struct Judged(UsageRecorded? Usage, IReadOnlyList<Problem> Problems, string? EventId = null);

/// <summary>The <c>payload</c> object, judged member by member; what is required depends on its source.</summary>
internal static class UsagePayload
{
    public const string ProductCloud = "PRODUCT_CLOUD";
    public const string Domain = "DOMAIN";
    public const string User = "USER";

    /// <summary>Keeps any sum of counts far within 64 bits.</summary>
    public const long MostCount = 1_000_000_000;

    private const long MillisecondsFrom = 100_000_000_000;
    private static readonly string[] _sources = [ProductCloud, "TELEMETRY", "SAAS_PRODUCT"];
    private static readonly long _firstSecond = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly TimeSpan _clockTolerance = TimeSpan.FromHours(1);

    /// <param name="payload">JSON without blanks around it, or what should be. The result does not refer to it.</param>
    /// <param name="kind">Which rules apply.</param>
    /// <param name="mostBytes">The size of the largest event.</param>
    /// <param name="now">The clock of this node.</param>
    public static Judged Read(ReadOnlyMemory<byte> payload, PayloadKind kind, int mostBytes, DateTimeOffset now)
    {
        if (payload.Length > mostBytes)
            return new Judged(null, [Reason.EventTooLarge.Problem("", mostBytes)]);
        if (StrictJson.ProblemOf(payload.Span) is { } notStorable)
            return new Judged(null, [notStorable]);
        if (payload.Span[0] != '{')
            return new Judged(null, [Reason.WrongType.Problem("", "an object")]);

        var fields = new PayloadFields(payload);
        var isAggregated = kind == PayloadKind.Aggregated
            || (kind == PayloadKind.ByMembers && (fields.Has("mode") || fields.Has("count")));
        return isAggregated ? Aggregated(fields, now) : Usage(fields, now);
    }

    private static Judged Usage(PayloadFields fields, DateTimeOffset now)
    {
        var activityType = fields.Required("activity_type", Longest.Text);
        var source = OneOf(fields, "source", _sources);
        var isTelemetry = source is not (null or ProductCloud);
        var (userIdType, userId) = isTelemetry ? OptionalUser(fields) : RequiredUser(fields);
        var ipAddr = IpAddr(fields, required: isTelemetry);
        var domain = isTelemetry ? DomainName(fields, required: false) : null;
        var eventId = EventId(fields, required: isTelemetry);
        return Conclude(fields, now, new Facts(activityType, source, userIdType, userId, ipAddr, domain, eventId));
    }

    /// <summary>The mode comes first: a client that sends an unknown one is told so, whatever else is wrong.</summary>
    private static Judged Aggregated(PayloadFields fields, DateTimeOffset now)
    {
        var mode = Mode(fields);
        var activityType = fields.Required("activity_type", Longest.Text);
        var source = OneOf(fields, "source", _sources);
        var isTelemetry = source is not (null or ProductCloud);
        var (userIdType, userId) = mode == User ? RequiredUser(fields) : (null, null);
        var ipAddr = IpAddr(fields, required: false);
        var domain = mode == Domain ? DomainName(fields, required: !isTelemetry) : null;
        if (mode == Domain && isTelemetry && !fields.Has("domain") && !fields.Has("ip_addr"))
            fields.Refuse(Reason.DomainOrAddress, "domain");
        var eventId = EventId(fields, required: false);
        var count = Count(fields);
        return Conclude(fields, now, new Facts(activityType, source, userIdType, userId, ipAddr, domain, eventId, mode, count));
    }

    private static Judged Conclude(PayloadFields fields, DateTimeOffset now, Facts facts)
    {
        var environment = fields.Optional("environment", Longest.Text);
        var eventAt = EventAt(fields);
        var productId = fields.Required("product_id", Longest.Text);
        var userAgent = fields.Optional("user_agent", Longest.UserAgent);
        var meta = fields.Object("meta");
        if (fields.Problems.Count > 0)
            return new Judged(null, fields.Problems, facts.EventId);

        return new Judged(
            new UsageRecorded
            {
                ActivityType = facts.ActivityType!,
                Source = facts.Source!,
                ProductId = productId!,
                EventAt = eventAt!.Value,
                UserIdType = facts.UserIdType,
                UserId = facts.UserId,
                IpAddr = facts.IpAddr,
                Domain = facts.Domain,
                Mode = facts.Mode,
                Count = facts.Count,
                EventId = facts.EventId,
                Environment = environment,
                UserAgent = userAgent,
                Meta = meta,
                Unknown = fields.Unknown(),
                AheadOfClock = eventAt.Value > (now + _clockTolerance).ToUnixTimeSeconds(),
            },
            [],
            facts.EventId);
    }

    private static string? Mode(PayloadFields fields)
    {
        var isTelemetry = fields.Scalar("source") is (JsonTokenType.String, var source) && source != ProductCloud && _sources.Contains(source);
        var allowed = isTelemetry ? Domain : $"{Domain} or {User}";
        switch (fields.Scalar("mode"))
        {
            case (JsonTokenType.String, Domain):
                return Domain;
            case (JsonTokenType.String, User) when !isTelemetry:
                return User;
            case (_, var other):
                fields.Refuse(Reason.InvalidMode, "mode", $"'{(other.Length > Longest.Text ? other[..Longest.Text] : other)}' is not", allowed);
                return null;
            default:
                fields.Refuse(Reason.InvalidMode, "mode", "is required:", allowed);
                return null;
        }
    }

    private static long? Count(PayloadFields fields)
    {
        const string field = "count";
        var count = fields.Whole(field, "a whole number");
        if (count is not (null or (>= 1 and <= MostCount)))
            fields.Refuse(Reason.CountOutOfRange, field, count, MostCount);
        return count;
    }

    private static string? OneOf(PayloadFields fields, string field, IReadOnlyList<string> allowed)
    {
        var value = fields.Required(field, Longest.Text);
        if (value is null || allowed.Contains(value))
            return value;

        fields.Refuse(Reason.UnknownValue, field, value, string.Join(", ", allowed));
        return null;
    }

    /// <summary>A type says nothing without an id.</summary>
    private static (string? Type, string? Id) OptionalUser(PayloadFields fields)
    {
        if (fields.Has("user_id"))
            return RequiredUser(fields);

        fields.Optional("user_id_type", Longest.Text);
        fields.Optional("user_id", Longest.UserId);
        return (null, null);
    }

    private static (string? Type, string? Id) RequiredUser(PayloadFields fields)
    {
        var type = OneOf(fields, "user_id_type", UserIdTypes.All);
        return (type, UserId(fields, type));
    }

    private static string? UserId(PayloadFields fields, string? type)
    {
        const string field = "user_id";
        var posted = fields.Required(field, Longest.UserId);
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

    private static string? IpAddr(PayloadFields fields, bool required)
    {
        const string field = "ip_addr";
        var posted = required ? fields.Required(field, Longest.IpAddr) : fields.Optional(field, Longest.IpAddr);
        if (posted is null)
            return null;

        var canonical = IpAddresses.Canonical(posted);
        if (canonical is null)
            fields.Refuse(Reason.NotAnAddress, field, posted);
        return canonical;
    }

    private static string? DomainName(PayloadFields fields, bool required)
    {
        const string field = "domain";
        var posted = required ? fields.Required(field, Longest.Domain) : fields.Optional(field, Longest.Domain);
        if (posted is null)
            return null;

        var canonical = DomainNames.Canonical(posted);
        if (canonical is null)
            fields.Refuse(Reason.NotADomain, field, posted);
        return canonical;
    }

    private static string? EventId(PayloadFields fields, bool required)
    {
        const string field = "event_id";
        if (fields.Scalar(field) is not var (kind, text))
        {
            if (required)
                fields.Refuse(Reason.Required, field);
            return null;
        }

        var canonical = EventIdentity.Canonical(kind, text);
        if (canonical is null)
            fields.Refuse(Reason.WrongType, field, "a string or a whole number");
        else if (canonical.Length > Longest.Text)
            fields.Refuse(Reason.TooLong, field, Longest.Text);
        return canonical is { Length: <= Longest.Text } ? canonical : null;
    }

    private static long? EventAt(PayloadFields fields)
    {
        const string field = "event_at";
        var seconds = fields.Whole(field, "a whole number of UNIX epoch seconds");
        if (seconds >= MillisecondsFrom)
            fields.Refuse(Reason.Milliseconds, field, seconds, seconds / 1000);
        else if (seconds < _firstSecond)
            fields.Refuse(Reason.OutOfRange, field, seconds);
        return seconds;
    }

    /// <summary>In characters. They keep a stream's key within what a PostgreSQL index row can hold.</summary>
    private static class Longest
    {
        public const int Text = 200;
        public const int UserId = 256;
        public const int UserAgent = 4096;
        public const int IpAddr = 100;
        public const int Domain = 255;
    }

    private readonly record struct Facts(
        string? ActivityType,
        string? Source,
        string? UserIdType,
        string? UserId,
        string? IpAddr,
        string? Domain,
        string? EventId,
        string? Mode = null,
        long? Count = null);
}
