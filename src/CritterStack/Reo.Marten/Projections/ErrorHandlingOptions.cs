namespace JasperFx.Events.Daemon;

/// <summary>Which events the daemon skips instead of stopping at them.</summary>
public class ErrorHandlingOptions
{
    /// <summary>Events for which a projection throws <see cref="ApplyEventException"/>; an aggregate does so by itself.</summary>
    public bool SkipApplyErrors { get; set; }

    /// <summary>Events whose type this application does not know.</summary>
    public bool SkipUnknownEvents { get; set; }

    /// <summary>Events whose JSON does not fit their type.</summary>
    public bool SkipSerializationErrors { get; set; }
}
