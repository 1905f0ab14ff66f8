using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using Actors.Abstractions.Notifications;
using Actors.Domain.Catalogue;

namespace Actors.Gateway.Notifications;

/// <summary>
/// The one reader of notifications of a gateway. It makes each ready once and hands the same bytes to every subscriber; what a subscriber
/// cannot take it may read again later, so memory stays bounded however slow it is.
/// </summary>
internal sealed partial class NotificationHub : BackgroundService
{
    private const int PageSize = 500;

    /// <summary>Connections written to before any of them is sent: handed over one at a time, the threads that send run dry and are woken for each.</summary>
    private const int Together = 1_000;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    /// <summary>Time without a notification after which subscribers hear that the connection stands.</summary>
    public static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(15);

    // Handing over walks all of them, so they stand side by side; taking one out moves the last one to its place.
    private readonly List<Subscription> subscriptions = [];
    private readonly Dictionary<Subscription, int> places = [];
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock handing = new();
    private readonly IGrainFactory grains;
    private readonly CatalogueHolder catalogue;
    private readonly TimeProvider time;
    private readonly ILogger<NotificationHub> logger;
    private readonly Counter<long> disconnected;
    private readonly Guid id = Guid.NewGuid();
    private INotificationReaderGrain? reader;
    private long position = -1;

    public NotificationHub(IGrainFactory grains, CatalogueHolder catalogue, IMeterFactory meters, TimeProvider time, ILogger<NotificationHub> logger)
    {
        (this.grains, this.catalogue, this.time, this.logger) = (grains, catalogue, time, logger);
        var meter = meters.Create("Actors.Gateway");
        meter.CreateObservableGauge("actors.event_streams", () => Subscribers, "{stream}", "Event streams of notifications that are open.");
        disconnected = meter.CreateCounter<long>("actors.event_streams_too_slow", "{stream}", "Event streams that were ended because their reader was too slow.");
    }

    /// <summary>Reads for this gateway.</summary>
    /// <remarks>Made when first asked for: before any silo was met, the client knows no grains.</remarks>
    public INotificationReaderGrain Reader => reader ??= grains.GetGrain<INotificationReaderGrain>(id);

    /// <summary>How many listen.</summary>
    public int Subscribers
    {
        get
        {
            lock (handing)
            {
                return subscriptions.Count;
            }
        }
    }

    /// <summary>Begins to listen; what comes above the answered subscription's <see cref="Subscription.From"/> will be in it.</summary>
    public async Task<Subscription> SubscribeAsync(NotificationMatch match, CancellationToken cancellationToken)
    {
        await started.Task.WaitAsync(cancellationToken);
        var subscription = new Subscription(match, Forget, () => disconnected.Add(1));
        lock (handing)
        {
            places[subscription] = subscriptions.Count;
            subscriptions.Add(subscription);
            subscription.From = position;
        }

        return subscription;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var heartbeat = time.CreateTimer(_ => Beat(), null, HeartbeatPeriod, HeartbeatPeriod);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // A silo died, the cluster is not there yet, or its database is away; whatever it is, it is said, and positions make the
                // next try exact.
                Log.Away(logger, failure.Message);
                await Task.Delay(Retry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        lock (handing)
        {
            foreach (var subscription in subscriptions)
            {
                subscription.End("shutdown");
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (position < 0)
        {
            var head = await Reader.HeadAsync();
            lock (handing)
            {
                position = head;
            }

            started.TrySetResult();
        }

        var page = await Reader.WaitAsync(position, PageSize, Wait, cancellationToken);
        if (page.Items.Count == 0)
        {
            return;
        }

        var current = catalogue.Current;
        var live = page.Items.Select(item => LiveNotification.Of(item, current)).ToArray();
        lock (handing)
        {
            for (var start = 0; start < subscriptions.Count; start += Together)
            {
                var some = CollectionsMarshal.AsSpan(subscriptions).Slice(start, Math.Min(Together, subscriptions.Count - start));
                foreach (var subscription in some)
                {
                    subscription.Offer(live);
                }

                foreach (var subscription in some)
                {
                    subscription.Push();
                }
            }

            position = live[^1].Position;
        }
    }

    private void Forget(Subscription subscription)
    {
        lock (handing)
        {
            if (places.Remove(subscription, out var place))
            {
                var moved = subscriptions[^1];
                subscriptions.RemoveAt(subscriptions.Count - 1);
                if (moved != subscription)
                {
                    subscriptions[place] = moved;
                    places[moved] = place;
                }
            }
        }
    }

    private void Beat()
    {
        lock (handing)
        {
            foreach (var subscription in subscriptions)
            {
                subscription.Beat();
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Notifications cannot be read now: {Reason}")]
        public static partial void Away(ILogger logger, string reason);
    }
}
