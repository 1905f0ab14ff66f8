using Actors.Ledger;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Actors.Host.Health;

/// <summary>Ready when the ledger's database can be written to.</summary>
internal sealed class LedgerHealthCheck(ILedger ledger, TimeProvider timeProvider) : IHealthCheck
{
    /// <summary>Who asks whether this process is ready does not wait for a database that is cut off: it takes half a minute to show.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var health = await ledger.CheckHealthAsync(cancellationToken).WaitAsync(Patience, timeProvider, cancellationToken);
            return health.Healthy ? HealthCheckResult.Healthy(health.Message) : HealthCheckResult.Unhealthy(health.Message);
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"The ledger's database has not answered for {Patience.TotalSeconds:0} s.");
        }
    }
}
