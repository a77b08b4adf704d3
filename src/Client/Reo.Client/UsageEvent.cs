namespace Reo.Client;

/// <summary>That the product was used once or, with <see cref="Count"/>, many times. The server judges what is missing or contradicts itself.</summary>
public sealed class UsageEvent
{
    /// <summary>The key of a configured metric, character by character. The server holds events of any other until it is configured.</summary>
    [ActivityType]
    public string? ActivityType { get; set; }

    /// <summary>Where the event comes from.</summary>
    public UsageSource Source { get; set; }

    /// <summary>Where the product runs, for example <c>PRODUCTION</c>; <see cref="ReoOptions.Environment"/> when null.</summary>
    public string? Environment { get; set; }

    /// <summary>E-mail address, profile URL or handle. It must fit <see cref="UserIdType"/>.</summary>
    public string? UserId { get; set; }

    /// <summary>What <see cref="UserId"/> is. Required with it.</summary>
    public UserIdType? UserIdType { get; set; }

    /// <summary>IPv4 or IPv6. Required of telemetry.</summary>
    public string? IpAddr { get; set; }

    /// <summary>The host name that telemetry or an aggregate comes from, for example <c>example.com</c>.</summary>
    public string? Domain { get; set; }

    /// <summary>At most 200 characters. Events of one product with one id are stored once; generated when null.</summary>
    public string? EventId { get; set; }

    /// <summary>When it happened; when it was tracked when null. The server keeps whole seconds.</summary>
    public DateTimeOffset? EventAt { get; set; }

    /// <summary>The product; <see cref="ReoOptions.ProductId"/> when null.</summary>
    public string? ProductId { get; set; }

    /// <summary>The user's browser or program, at most 4,096 characters.</summary>
    public string? UserAgent { get; set; }

    /// <summary>
    /// Anything else: texts, numbers, booleans, dates, enumerations, dictionaries with text keys, and lists of these. Other values are written as
    /// their <see cref="object.ToString"/>. It is read while <see cref="IReoClient.Track"/> runs, and not kept.
    /// </summary>
    public IReadOnlyDictionary<string, object?>? Meta { get; set; }

    /// <summary>Whose many uses it is. Makes the event an aggregate, with <see cref="Count"/>.</summary>
    public UsageMode? Mode { get; set; }

    /// <summary>How many uses, 1 to 1,000,000,000. Makes the event an aggregate, with <see cref="Mode"/>.</summary>
    public long? Count { get; set; }
}

/// <summary>Where an event comes from.</summary>
public enum UsageSource
{
    /// <summary><c>PRODUCT_CLOUD</c>: the vendor's own cloud, which knows the user.</summary>
    ProductCloud,

    /// <summary><c>TELEMETRY</c>: the product where it is installed.</summary>
    Telemetry,

    /// <summary><c>SAAS_PRODUCT</c></summary>
    SaasProduct,
}

/// <summary>What a <see cref="UsageEvent.UserId"/> is.</summary>
public enum UserIdType
{
    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A profile of a social network, or a handle.</summary>
    Social,

    /// <summary>A LinkedIn profile.</summary>
    LinkedIn,

    /// <summary>A GitHub profile or name.</summary>
    GitHub,

    /// <summary>A name in the product.</summary>
    Username,
}

/// <summary>Whose uses an aggregate counts.</summary>
public enum UsageMode
{
    /// <summary>Those of everybody at a <see cref="UsageEvent.Domain"/>.</summary>
    Domain,

    /// <summary>Those of one <see cref="UsageEvent.UserId"/>.</summary>
    User,
}
