namespace JasperFx.Events;

/// <summary>A stream was to be started without an event.</summary>
public class EmptyEventStreamException(string key) : Exception($"A new event stream ('{key}') cannot be started without any events");
