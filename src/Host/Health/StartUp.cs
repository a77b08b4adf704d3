using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Reo.Host.Health;

/// <summary>Not ready before the start is over, the demo tenant of Development included.</summary>
internal sealed class StartUp : IHealthCheck
{
    private volatile bool _isOver;

    public void IsOver() => _isOver = true;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_isOver ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The host is still starting"));
}
