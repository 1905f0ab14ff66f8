using Actors.Page.Layout;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Actors.Host.Health;

/// <summary>Ready when the first reader of a page need not wait for it to be made ready.</summary>
internal sealed class PageHealthCheck(FirstView view, TimeProvider timeProvider) : IHealthCheck
{
    /// <summary>Who asks hears of it as soon as it is ready, and need not ask again and again; the usual probe waits a second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (view.IsAwaited)
        {
            await view.Overview.WaitAsync(Patience, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return view.IsAwaited
            ? HealthCheckResult.Unhealthy($"The first view is being made; it is waited for {FirstView.Longest.TotalSeconds:0} s at most.")
            : HealthCheckResult.Healthy("The pages answer.");
    }
}
