namespace JasperFx;

public enum AgentStatus
{
    Running,
    Stopped,
    Paused,
}
