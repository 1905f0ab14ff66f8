using Actors.Page.Layout;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Actors.Host.Health;

/// <summary>Ready when the first reader of a page need not wait for it to be made ready.</summary>
internal sealed class PageHealthCheck(FirstView view, TimeProvider timeProvider) : IHealthCheck
{
    /// <summary>Who asks hears of it as soon as it is ready, and need not ask again and again; the probes of deploy wait 4 s.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (view.IsAwaited)
        {
            await view.Made.WaitAsync(Patience, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return view.IsAwaited
            ? HealthCheckResult.Degraded($"The first views are being made; they are waited for {FirstView.Longest.TotalSeconds:0} s at most.")
            : HealthCheckResult.Healthy("The pages answer.");
    }
}
