using Actors.Abstractions.Clock;
using Actors.Domain.Catalogue;
using Actors.Gateway.Catalogue;
using Actors.Host.Configuration;
using Actors.Host.Membership;
using Actors.Host.Telemetry;
using Orleans.Configuration;
using Orleans.Messaging;

namespace Actors.Host;

/// <summary>Makes a process an Orleans client that finds silos by name and has no database.</summary>
internal static class GatewaySetup
{
    /// <summary>How often every silo is asked whether it is there.</summary>
    private static readonly TimeSpan SiloCheckPeriod = TimeSpan.FromSeconds(2);

    public static void AddCluster(this WebApplicationBuilder builder, ActorsOptions options, TimeProvider timeProvider)
    {
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(new PolicyClock(timeProvider, TimeSpan.Zero));
        builder.Services.AddSingleton(new CatalogueHolder(Catalogue.BuiltIn));
        builder.Services.AddHostedService<GatewayCatalogue>();
        builder.Services.AddSingleton(timeProvider);
        builder.UseOrleansClient(client =>
        {
            if (TelemetrySetup.ExportsTraces)
            {
                client.AddActivityPropagation();
            }

            client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (SiloSetup.ClusterName, SiloSetup.ClusterName));
            client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = SiloCheckPeriod);
            client.Services.AddSingleton<CallsInFlight>();
            client.Services.AddSingleton<IOutgoingGrainCallFilter>(services => services.GetRequiredService<CallsInFlight>());
            client.Services.AddSingleton<IClusterConnectionStatusObserver>(services => services.GetRequiredService<CallsInFlight>());
            client.Services.AddSingleton<IGatewayListProvider, SiloDirectory>();
            client.Services.AddSingleton<IClientConnectionRetryFilter, PatientConnection>();
        });
    }

    /// <summary>Silos may start after their gateways: try again until the process is stopped. Readiness says so meanwhile.</summary>
    private sealed class PatientConnection(TimeProvider timeProvider) : IClientConnectionRetryFilter
    {
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

        public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
        {
            await Task.Delay(Pause, timeProvider, cancellationToken);
            return true;
        }
    }
}
