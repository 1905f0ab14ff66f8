using System.Collections.Concurrent;
using Actors.Abstractions.Notifications;
using Actors.Domain.Catalogue;

namespace Actors.Gateway.Notifications;

/// <summary>
/// The one reader of notifications of a gateway. It makes each ready once and hands the same bytes to every subscriber; what a subscriber
/// cannot take it may read again later, so memory stays bounded however slow it is.
/// </summary>
internal sealed partial class NotificationHub(IGrainFactory grains, CatalogueHolder catalogue, TimeProvider time, ILogger<NotificationHub> logger) : BackgroundService
{
    private const int PageSize = 500;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    /// <summary>Time without a notification after which subscribers hear that the connection stands.</summary>
    public static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<Subscription, byte> subscriptions = new();
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock handing = new();
    private readonly Guid id = Guid.NewGuid();
    private INotificationReaderGrain? reader;
    private long position = -1;

    /// <summary>Reads for this gateway.</summary>
    /// <remarks>Made when first asked for: before any silo was met, the client knows no grains.</remarks>
    public INotificationReaderGrain Reader => reader ??= grains.GetGrain<INotificationReaderGrain>(id);

    /// <summary>How many listen.</summary>
    public int Subscribers => subscriptions.Count;

    /// <summary>Begins to listen; what comes above the answered subscription's <see cref="Subscription.From"/> will be in it.</summary>
    public async Task<Subscription> SubscribeAsync(NotificationMatch match, CancellationToken cancellationToken)
    {
        await started.Task.WaitAsync(cancellationToken);
        var subscription = new Subscription(match, subscriptions);
        lock (handing)
        {
            subscriptions[subscription] = 0;
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

        foreach (var subscription in subscriptions.Keys)
        {
            subscription.End("shutdown");
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
        foreach (var item in page.Items)
        {
            var live = LiveNotification.Of(item, catalogue.Current);
            lock (handing)
            {
                foreach (var (subscription, _) in subscriptions)
                {
                    subscription.Offer(live);
                }

                position = item.Position;
            }
        }
    }

    private void Beat()
    {
        foreach (var subscription in subscriptions.Keys)
        {
            subscription.Beat();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Notifications cannot be read now: {Reason}")]
        public static partial void Away(ILogger logger, string reason);
    }
}
