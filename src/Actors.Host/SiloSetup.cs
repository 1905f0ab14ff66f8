using System.Net;
using Actors.Abstractions.Notifications.Streams;
using Actors.Grains;
using Actors.Grains.Notifications.Streams;
using Actors.Grains.Webhooks;
using Actors.Host.Configuration;
using Actors.Host.Membership;
using Actors.Host.OrleansTables;
using Actors.Host.Storage;
using Actors.Host.Telemetry;
using Actors.Streaming;
using Orleans.Configuration;

namespace Actors.Host;

/// <summary>Makes a process a silo: who its peers are, where its grains keep state, how death is noticed.</summary>
internal static class SiloSetup
{
    /// <summary>Names the cluster and the service in Orleans' tables; one database holds one of each.</summary>
    public const string ClusterName = "actors";

    /// <summary>Addresses of grains that a silo remembers: room for them is taken at once, and Orleans' million takes 18 MB.</summary>
    private const int CachedAddresses = 100_000;

    /// <summary>Name of the stream provider over the ledger.</summary>
    private const string LedgerStreamProvider = "ledger";

    public static void AddSilo(this WebApplicationBuilder builder, ActorsOptions options, Stores stores, IPAddress siloAddress, TimeProvider timeProvider)
    {
        var (siloPort, clusterPort) = Ports.ForSilo(siloAddress, options.SiloPort, options.ClusterPort);
        builder.Services.AddSingleton(stores.Ledger);
        builder.Services.AddSingleton(stores.Clock);
        builder.Services.AddSingleton(timeProvider);
        builder.Services.AddSingleton(new WebhookOptions { AllowedNetworks = options.WebhookNetworks });
        builder.Services.AddActorsGrains();
        builder.Services.AddSingleton<GoneSilos>();
        builder.Services.AddSingleton<ILeaseFollower>(services => new StreamAgentFollower(services, LedgerStreamProvider));
        builder.Services.AddSingleton<ILeaseFollower>(services => new StreamAgentFollower(services, NotificationStreams.ProviderName));
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (ClusterName, ClusterName));
            silo.Configure<EndpointOptions>(endpoint =>
            {
                endpoint.AdvertisedIPAddress = siloAddress;
                endpoint.SiloPort = siloPort;
                endpoint.GatewayPort = clusterPort;
            });
            if (stores.IsEmbedded)
            {
                silo.UseDevelopmentClustering(new IPEndPoint(siloAddress, siloPort));
            }
            else
            {
                silo.UseMembershipTable(stores.OrleansTables, stores.OrleansInvariant);
                silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, Predecessors>();
            }

            if (options.Kubernetes)
            {
                // Beside the probes: the silo of a deleted pod is declared dead when Kubernetes says so.
                silo.UseKubernetesHosting();
            }

            silo.Configure<ClusterMembershipOptions>(NoticeDeathsSoon);
            silo.Configure<SiloConnectionOptions>(GoneSilos.Watch);
            silo.Configure<SiloConnectionOptions>(ClientAdmission.Guard);
            silo.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = CachedAddresses);
            if (TelemetrySetup.ExportsTraces)
            {
                silo.AddActivityPropagation();
            }

            silo.AddLedgerStreams(LedgerStreamProvider);
            silo.AddNotificationStreams();
            silo.UseStateTables(stores.OrleansTables, stores.OrleansInvariant);
        });

        // After Orleans: hosted services start in this order, and before the silo has joined there is no row to confirm.
        builder.Services.AddSingleton<MembershipLease>();
        builder.Services.AddHostedService(services => services.GetRequiredService<MembershipLease>());
    }

    /// <summary>
    /// A silo that falls silent is declared dead after about two seconds (one whose process is gone sooner: <see cref="GoneSilos"/>). The longest probe is bounded too: by default Orleans lets
    /// it grow to four times the usual one while it thinks itself unwell, which made take-over last 14 s.
    /// </summary>
    private static void NoticeDeathsSoon(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.MaxProbeTimeout = TimeSpan.FromSeconds(1);
        membership.NumMissedProbesLimit = 2;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);

        // Who joins first makes sure of everybody whose row says that he was alive within three of these. Where all went at once nobody is left to say
        // who is dead, and machines that come back at other addresses wait for so long.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
        membership.NumMissedTableIAmAliveLimit = 3;
    }
}
