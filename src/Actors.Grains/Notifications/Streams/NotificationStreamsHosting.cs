using Actors.Abstractions.Notifications.Streams;
using Actors.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Actors.Grains.Notifications.Streams;

/// <summary>Adds the stream of notifications to a silo.</summary>
public static class NotificationStreamsHosting
{
    // The agent's timer only restarts a read that came back empty; the read itself waits.
    private static readonly TimeSpan AgentTimerPeriod = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan MaxDeliveryTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Adds the stream provider <see cref="NotificationStreams.ProviderName"/>. Needs what <see cref="GrainsRegistration.AddActorsGrains"/>
    /// adds, and grain storage named <c>PubSubStore</c>, where subscriptions are kept.
    /// </summary>
    public static ISiloBuilder AddNotificationStreams(this ISiloBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddStreamFilter<NotificationStreamFilter>(NotificationStreams.ProviderName);
        return builder.AddPersistentStreams(
            NotificationStreams.ProviderName,
            static (services, _) => new NotificationQueueAdapter(
                services.GetRequiredService<NotificationFeed>(),
                services.GetRequiredService<ILedger>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILoggerFactory>()),
            streams =>
            {
                streams.ConfigureStreamPubSub(StreamPubSubType.ExplicitGrainBasedOnly);
                streams.ConfigurePullingAgent(agent => agent.Configure(pulling =>
                {
                    pulling.GetQueueMsgsTimerPeriod = AgentTimerPeriod;
                    pulling.BatchContainerBatchSize = 1;
                    pulling.MaxEventDeliveryTime = MaxDeliveryTime;
                }));
            });
    }
}
