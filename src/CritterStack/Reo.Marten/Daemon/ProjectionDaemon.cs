using JasperFx.Events.Daemon;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Marten.Events.Daemon;

internal static class ProjectionDaemon
{
    public static ValueTask<IProjectionDaemon> BuildAsync(DocumentStore store, ILogger? logger) =>
        throw new NotSupportedException("The projection daemon is not part of this build.");

    public static void AddTo(IServiceCollection services, DaemonMode mode)
    {
    }
}
