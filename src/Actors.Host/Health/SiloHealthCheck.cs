using Actors.Host.Membership;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Actors.Host.Health;

/// <summary>Ready when this silo has joined, and holds its membership lease.</summary>
internal sealed class SiloHealthCheck(ISiloStatusOracle silos, MembershipLease lease) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = silos.CurrentStatus;
        return Task.FromResult(
            status != SiloStatus.Active ? HealthCheckResult.Unhealthy($"The silo is {status}.")
            : !lease.IsHeld ? HealthCheckResult.Unhealthy($"The silo has not confirmed its membership row for {MembershipLease.Term.TotalSeconds:0} s.")
            : HealthCheckResult.Healthy("The silo is a member."));
    }
}
