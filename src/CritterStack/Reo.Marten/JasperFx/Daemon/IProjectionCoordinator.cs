using Microsoft.Extensions.Hosting;

namespace JasperFx.Events.Daemon;

/// <summary>Starts, stops and distributes the daemon in this host.</summary>
public interface IProjectionCoordinator : IHostedService
{
    IProjectionDaemon DaemonForMainDatabase();

    Task PauseAsync();

    Task ResumeAsync();
}
