using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Actors.Host.Health;

/// <summary>Ready when a silo answers this gateway.</summary>
internal sealed class ClusterHealthCheck(IClusterClient cluster) : IHealthCheck
{
    /// <summary>A silo that takes longer is not one to send people to.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var silos = await cluster.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, cancellationToken).WaitAsync(Patience, cancellationToken);
            return HealthCheckResult.Healthy($"{silos.Count} silos.");
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException or InvalidOperationException)
        {
            return HealthCheckResult.Unhealthy("No silo answers.", fault);
        }
    }
}
