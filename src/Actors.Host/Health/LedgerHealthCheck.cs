using Actors.Ledger;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Actors.Host.Health;

/// <summary>Ready when the ledger's database can be written to.</summary>
internal sealed class LedgerHealthCheck(ILedger ledger) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = await ledger.CheckHealthAsync(cancellationToken);
        return health.Healthy ? HealthCheckResult.Healthy(health.Message) : HealthCheckResult.Unhealthy(health.Message);
    }
}
