using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Reo.Ingestion.Usage;

/// <summary>Why a request or one of its events was refused or held. Closed: <see cref="Reasons"/> says what each one is answered with.</summary>
internal enum Reason
{
    AuthenticationFailure,
    NotConfigured,

    MalformedJson,
    TooDeep,
    DuplicateMember,
    NulCharacter,
    LoneSurrogate,
    NotUtf8,
    NumberTooLarge,
    PayloadMissing,
    Required,
    WrongType,
    UnknownValue,
    TooLong,
    Milliseconds,
    OutOfRange,
    NotAnAddress,
    NotAnIdentity,
    ContradictsType,
    NotADomain,
    DomainOrAddress,
    InvalidMode,
    CountOutOfRange,
    EventsMissing,
    BrokenEncoding,

    BodyTooLarge,
    EventTooLarge,
    TooManyEvents,
    ContentType,
    BatchContentType,
    ContentEncoding,
    BatchContentEncoding,

    RequestRate,
    DeveloperRate,

    QueueFull,
    StoreUnavailable,
    NotWritable,
}

/// <summary>What is wrong, where. <paramref name="Field"/> is empty when it is the body as a whole.</summary>
internal sealed record Problem(Reason Reason, string Field, string Message);

internal static class Reasons
{
    public static int StatusOf(Reason reason) => reason switch
    {
        Reason.NotConfigured => StatusCodes.Status202Accepted,
        Reason.BodyTooLarge or Reason.EventTooLarge or Reason.TooManyEvents => StatusCodes.Status413PayloadTooLarge,
        Reason.ContentType or Reason.BatchContentType => StatusCodes.Status415UnsupportedMediaType,
        Reason.ContentEncoding or Reason.BatchContentEncoding => StatusCodes.Status415UnsupportedMediaType,
        Reason.RequestRate or Reason.DeveloperRate => StatusCodes.Status429TooManyRequests,
        Reason.QueueFull or Reason.StoreUnavailable => StatusCodes.Status503ServiceUnavailable,
        Reason.NotWritable => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>What stands in <c>errors[].code</c>: callers may rely on it, so a reason is never renamed.</summary>
    public static string CodeOf(Reason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{reason}");

    public static Problem Problem(this Reason reason, string field = "", params ReadOnlySpan<object> particulars) =>
        new(reason, field, string.Format(null, MessageOf(reason), [field.Length == 0 ? "The event" : field, .. particulars]));

    /// <summary>{0} is the field, the rest are particulars.</summary>
    private static string MessageOf(Reason reason) => reason switch
    {
        Reason.AuthenticationFailure => "Authentication Failure",
        Reason.NotConfigured => "Held: activity_type '{0}' is not a configured metric; the event is kept and counts once it is",
        Reason.MalformedJson => "Not JSON: see line {1}, byte {2}",
        Reason.TooDeep => "{0} is nested deeper than {1} levels",
        Reason.DuplicateMember => "{0} stands more than once in its object",
        Reason.NulCharacter => "{0} holds a NUL character (\\u0000), which cannot be stored",
        Reason.LoneSurrogate => "{0} holds half of a surrogate pair, which is not a character",
        Reason.NotUtf8 => "{0} is not UTF-8",
        Reason.NumberTooLarge => "{0} is a number with more than {1} characters or an exponent beyond ±{2}",
        Reason.PayloadMissing => "The body must be one {{\"payload\":{{…}}}}",
        Reason.Required => "{0} is required",
        Reason.WrongType => "{0} must be {1}",
        Reason.UnknownValue => "{0} '{1}' is not one of {2}",
        Reason.TooLong => "{0} is longer than {1} characters",
        Reason.Milliseconds => "{0} {1} looks like milliseconds; send UNIX epoch seconds: {2}",
        Reason.OutOfRange => "{0} {1} is before the year 1",
        Reason.NotAnAddress => "{0} '{1}' is not an IPv4 or IPv6 address",
        Reason.NotAnIdentity => "{0} '{1}' is not {2}",
        Reason.ContradictsType => "{0} '{1}' does not fit user_id_type {2}; it looks like {3}",
        Reason.NotADomain => "{0} '{1}' is not a domain name like example.com",
        Reason.DomainOrAddress => "{0} or ip_addr is required",
        Reason.InvalidMode => "[Invalid Mode] {0} {1} {2}",
        Reason.CountOutOfRange => "{0} {1} is not between 1 and {2}",
        Reason.EventsMissing => "The body must be one {{\"events\":[{{…}},…]}}, or one event per line as application/x-ndjson; {1}",
        Reason.BrokenEncoding => "The body is not what its Content-Encoding {1} says",
        Reason.BodyTooLarge => "The body is larger than {1} bytes",
        Reason.EventTooLarge => "{0} is larger than {1} bytes",
        Reason.TooManyEvents => "The batch holds more than {1} events",
        Reason.RequestRate => "Rate limit: {1} requests per second per API key, {2} at once; see Retry-After",
        Reason.DeveloperRate => "Rate limit: {1} events per second per developer, {2} at once; see Retry-After",
        Reason.BatchContentType => "Content-Type must be application/json or application/x-ndjson, in UTF-8",
        Reason.BatchContentEncoding => "Content-Encoding must be gzip, br, identity or absent",
        Reason.ContentType => "Content-Type must be application/json in UTF-8",
        Reason.ContentEncoding => "Content-Encoding must be absent or identity",
        Reason.QueueFull => "Too many events are waiting to be written; nothing of this request was stored",
        Reason.StoreUnavailable => "The database cannot be reached; whether this request was stored is unknown",
        Reason.NotWritable => "The event could not be stored; the defect is ours and is logged",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, message: null),
    };
}
