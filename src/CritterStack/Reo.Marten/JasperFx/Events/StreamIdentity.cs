namespace JasperFx.Events;

public enum StreamIdentity
{
    AsGuid,
    AsString,
}
