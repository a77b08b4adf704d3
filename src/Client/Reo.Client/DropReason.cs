namespace Reo.Client;

/// <summary>Why an event was lost. The meter tags drops with the name in snake case.</summary>
internal enum DropReason
{
    /// <summary>More events wait than may.</summary>
    QueueFull,

    /// <summary>Larger than <see cref="ReoOptions.MaxEventBytes"/>.</summary>
    TooLarge,

    /// <summary>A value of it cannot be written as JSON.</summary>
    NotWritable,

    /// <summary>The spool's disk is full or fails, or its files were taken away.</summary>
    SpoolFailed,

    /// <summary>The server will never store it.</summary>
    Refused,

    /// <summary>There is no API key or no endpoint.</summary>
    NotConfigured,

    /// <summary>It was tracked after the end, or was not sent by then.</summary>
    Ended,
}
