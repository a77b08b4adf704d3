using Microsoft.Extensions.Logging;

namespace Reo.Client.Sending;

/// <summary>Everything the client says. No message holds anything of a user, but what the server says of a refused event, at Debug.</summary>
internal static partial class ReoLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Events} usage events were dropped: {Reason} ({Detail})")]
    public static partial void Dropped(this ILogger logger, long events, string reason, string detail);

    [LoggerMessage(2, LogLevel.Warning, "Usage events wait, {Waiting} of them: {Why}. Attempt {Attempt} follows in {Delay}")]
    public static partial void Failing(this ILogger logger, string why, long waiting, int attempt, TimeSpan delay);

    [LoggerMessage(3, LogLevel.Error, "Usage events wait, {Waiting} of them, until the configuration is right: {Why}. Attempt {Attempt} follows in {Delay}")]
    public static partial void Misconfigured(this ILogger logger, string why, long waiting, int attempt, TimeSpan delay);

    [LoggerMessage(4, LogLevel.Information, "Usage events are sent again after {Attempts} failed attempts")]
    public static partial void Recovered(this ILogger logger, int attempts);

    [LoggerMessage(5, LogLevel.Debug, "Usage event {EventId} was refused: {Message}")]
    public static partial void Refused(this ILogger logger, string? eventId, string message);

    [LoggerMessage(6, LogLevel.Information, "{Held} usage events are held by the server until their activity types are configured; later ones are counted, and not logged")]
    public static partial void Held(this ILogger logger, int held);

    [LoggerMessage(7, LogLevel.Information, "{Events} usage events that another process left in the spool are sent now")]
    public static partial void Adopted(this ILogger logger, long events);

    [LoggerMessage(8, LogLevel.Error, "The spool {Folder} cannot be used; usage events wait in memory")]
    public static partial void NoSpool(this ILogger logger, Exception exception, string folder);

    [LoggerMessage(9, LogLevel.Error, "No usage event is sent: {Why}")]
    public static partial void NotConfigured(this ILogger logger, string why);

    [LoggerMessage(10, LogLevel.Warning, "{Waiting} usage events were not sent before the end; the spool keeps them")]
    public static partial void LeftInSpool(this ILogger logger, long waiting);

    [LoggerMessage(11, LogLevel.Error, "Sending usage events failed unexpectedly; it is tried again in {Delay}")]
    public static partial void Unexpected(this ILogger logger, Exception exception, TimeSpan delay);
}
