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

    BodyTooLarge,
    EventTooLarge,
    ContentType,
    ContentEncoding,

    QueueFull,
    StoreUnavailable,
}

/// <summary>What is wrong, where. <paramref name="Field"/> is empty when it is the body as a whole.</summary>
internal sealed record Problem(Reason Reason, string Field, string Message);

internal static class Reasons
{
    public static int StatusOf(Reason reason) => reason switch
    {
        Reason.NotConfigured => StatusCodes.Status202Accepted,
        Reason.BodyTooLarge or Reason.EventTooLarge => StatusCodes.Status413PayloadTooLarge,
        Reason.ContentType or Reason.ContentEncoding => StatusCodes.Status415UnsupportedMediaType,
        Reason.QueueFull or Reason.StoreUnavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>The code in <c>errors[].code</c>, the code's name in snake case, and its message; {0} is the field, the rest is particular.</summary>
    public static (string Code, string Message) TextOf(Reason reason) => reason switch
    {
        Reason.AuthenticationFailure => ("authentication_failure", "Authentication Failure"),
        Reason.NotConfigured => ("not_configured", "Held: activity_type '{0}' is not a configured metric; the event is kept and counts once it is"),
        Reason.MalformedJson => ("malformed_json", "The body is not JSON: {1}"),
        Reason.TooDeep => ("too_deep", "{0} is nested deeper than {1} levels"),
        Reason.DuplicateMember => ("duplicate_member", "{0} stands more than once in its object"),
        Reason.NulCharacter => ("nul_character", "{0} holds a NUL character (\\u0000), which cannot be stored"),
        Reason.LoneSurrogate => ("lone_surrogate", "{0} holds half of a surrogate pair, which is not a character"),
        Reason.NumberTooLarge => ("number_too_large", "{0} is a number with more than {1} characters or an exponent beyond ±{2}"),
        Reason.PayloadMissing => ("payload_missing", "The body must be {{\"payload\":{{…}}}}"),
        Reason.Required => ("required", "{0} is required"),
        Reason.WrongType => ("wrong_type", "{0} must be {1}"),
        Reason.UnknownValue => ("unknown_value", "{0} '{1}' is not one of {2}"),
        Reason.TooLong => ("too_long", "{0} is longer than {1} characters"),
        Reason.Milliseconds => ("milliseconds", "{0} {1} looks like milliseconds; send UNIX epoch seconds: {2}"),
        Reason.OutOfRange => ("out_of_range", "{0} {1} is before the year 1"),
        Reason.NotAnAddress => ("not_an_address", "{0} '{1}' is not an IPv4 or IPv6 address"),
        Reason.NotAnIdentity => ("not_an_identity", "{0} '{1}' is not {2}"),
        Reason.ContradictsType => ("contradicts_type", "{0} '{1}' does not fit user_id_type {2}; it looks like {3}"),
        Reason.BodyTooLarge => ("body_too_large", "The body is larger than {1} bytes"),
        Reason.EventTooLarge => ("event_too_large", "The event is larger than {1} bytes"),
        Reason.ContentType => ("content_type", "Content-Type must be application/json in UTF-8"),
        Reason.ContentEncoding => ("content_encoding", "Content-Encoding must be absent or identity"),
        Reason.QueueFull => ("queue_full", "Too many events are waiting to be written; nothing of this request was stored"),
        Reason.StoreUnavailable => ("store_unavailable", "The database cannot be reached; whether this request was stored is unknown"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, message: null),
    };

    public static Problem Problem(this Reason reason, string field = "", params ReadOnlySpan<object> particulars) =>
        new(reason, field, string.Format(null, TextOf(reason).Message, [field, .. particulars]));
}
