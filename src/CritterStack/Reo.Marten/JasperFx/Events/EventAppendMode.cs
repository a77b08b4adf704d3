namespace JasperFx.Events;

public enum EventAppendMode
{
    Rich,
    Quick,
    QuickWithServerTimestamps,
}
