namespace JasperFx.Events.Daemon;

public enum DaemonMode
{
    Disabled,
    Solo,
    HotCold,
    ExternallyManaged,
}
