using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Actors.Grains.Routing;

/// <summary>Services of routers and of subjects that catch up.</summary>
public static class RoutingHosting
{
    /// <summary>Adds them. An <see cref="ISubjectExpander"/> and an <c>ILedger</c> must be registered as well, and <see cref="IGatheredEntries"/> where subjects gather.</summary>
    public static IServiceCollection AddLedgerRouting(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddOptions<RouterOptions>();
        services.AddOptions<CatchUpOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RouterInstruments>();
        services.TryAddSingleton<CatchUpReader>();
        services.TryAddSingleton<IGatheredEntries, NoGatheredEntries>();
        return services;
    }
}
