using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reo.Ingestion.Contracts;

/// <summary>
/// A product posted that something was used. Raw event of the stream of the developer (<c>{tenant}/developer/{type}/{id}</c>) or, when
/// nobody is named, of the domain (<c>{tenant}/domain/{domain}</c>) or the address (<c>{tenant}/ip/{address}</c>): the fact as posted,
/// canonical where the wire contract says so, and nothing that a later rule could decide otherwise.
/// </summary>
public sealed record UsageRecorded
{
    /// <summary>The metric key, exactly as posted; or <see cref="ActivityTypes.CallHome"/>.</summary>
    public required string ActivityType { get; init; }

    /// <summary><c>PRODUCT_CLOUD</c>; or <c>TELEMETRY</c> or <c>SAAS_PRODUCT</c>, which need no user.</summary>
    public required string Source { get; init; }

    public required string ProductId { get; init; }

    /// <summary>When it happened, in seconds since 1970-01-01T00:00:00Z, as the product says; not checked for age.</summary>
    public required long EventAt { get; init; }

    /// <summary><c>EMAIL</c>, <c>SOCIAL</c>, <c>LINKEDIN</c>, <c>GITHUB</c> or <c>USERNAME</c>; <c>ERASED</c> when the personal data was erased.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UserIdType { get; init; }

    /// <summary>Canonical: one developer has one, however it was posted (e-mail in lower case, the handle of a profile URL).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UserId { get; init; }

    /// <summary>Canonical text of the IPv4 or IPv6 address.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IpAddr { get; init; }

    /// <summary>Host name in lower case, as posted by telemetry and for aggregates of a domain.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Domain { get; init; }

    /// <summary><c>DOMAIN</c> or <c>USER</c> when the event is an aggregate; absent when it is a single use.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Mode { get; init; }

    /// <summary>How many uses an aggregate stands for, at least 1. Absent: the event is one use.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Count { get; init; }

    /// <summary>The product's idempotency key; a number is kept as its digits. Absent: never deduplicated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EventId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Environment { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UserAgent { get; init; }

    /// <summary>The object posted as <c>meta</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Meta { get; init; }

    /// <summary>Members of the payload that the wire contract does not name, as posted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Unknown { get; init; }

    /// <summary><see cref="EventAt"/> was more than an hour ahead of the clock of the node that accepted the event.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AheadOfClock { get; init; }

    /// <summary>
    /// When the event was received, if that is not the timestamp of the stored event: it was held, and released after its metric was
    /// configured.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ReceivedAt { get; init; }
}

/// <summary>
/// A usage event whose activity type was not a configured metric when it was posted. Raw event of the stream
/// <c>{tenant}/held/{activity type}</c>: it counts nowhere until the metric is configured.
/// </summary>
public sealed record UsageHeld(UsageRecorded Usage);
