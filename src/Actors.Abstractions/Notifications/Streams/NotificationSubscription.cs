using Orleans.Streams;

namespace Actors.Abstractions.Notifications.Streams;

/// <summary>
/// A subscription to the stream of notifications that outlives silos and connections: each matching notification above a position is handled
/// once, in order.
/// </summary>
/// <remarks>
/// Orleans drops the subscription of a client that it could not reach, and does not tell the client. So this one looks now and then whether
/// it is still known, and resumes after the last position handled where it is not, or where it heard nothing for a while.
/// <para>The handler is called once at a time; while it runs nothing else is delivered, and where it fails the same notification comes again.</para>
/// </remarks>
public sealed class NotificationSubscription : IAsyncDisposable, IAsyncObserver<NotificationItem>
{
    /// <summary>How often it looks whether the cluster still knows it.</summary>
    public static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(5);

    /// <summary>After so much silence it resumes, known or not.</summary>
    public static readonly TimeSpan SilencePeriod = TimeSpan.FromSeconds(30);

    private readonly IAsyncStream<NotificationItem> stream;
    private readonly Func<NotificationItem, Task> handle;
    private readonly string? filterData;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource ending = new();
    private readonly SemaphoreSlim handling = new(1);
    private StreamSubscriptionHandle<NotificationItem>? subscription;
    private Task watching = Task.CompletedTask;
    private long position;
    private long heardAt;

    private NotificationSubscription(IClusterClient client, long after, NotificationFilter filter, Func<NotificationItem, Task> handle, TimeProvider time) =>
        (stream, position, filterData, this.handle, this.time) = (client.GetNotificationStream(), after, NotificationStreams.FilterData(filter), handle, time);

    /// <summary>Position of the last notification handled, or where it began.</summary>
    public long Position => Volatile.Read(ref position);

    /// <summary>Subscribes.</summary>
    /// <param name="client">A client with <see cref="NotificationStreamClient.AddNotificationStreams"/>.</param>
    /// <param name="after">The last position seen; 0: from the first notification ever.</param>
    /// <param name="filter">Which.</param>
    /// <param name="handle">What to do with each; a <see cref="NotificationStreams.GapKind"/> among them where positions are gone.</param>
    /// <param name="time">Default: the system clock.</param>
    /// <exception cref="OrleansException">The cluster does not answer.</exception>
    public static async Task<NotificationSubscription> StartAsync(
        IClusterClient client, long after, NotificationFilter filter, Func<NotificationItem, Task> handle, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(handle);
        var made = new NotificationSubscription(client, after, filter, handle, time ?? TimeProvider.System);
        made.heardAt = made.time.GetTimestamp();
        made.subscription = await made.stream.SubscribeAsync(made, NotificationStreams.After(after), made.filterData);
        made.watching = made.WatchAsync();
        return made;
    }

    /// <inheritdoc/>
    public async Task OnNextAsync(NotificationItem item, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(item);
        await handling.WaitAsync(ending.Token);
        Volatile.Write(ref heardAt, time.GetTimestamp());
        try
        {
            // Where a subscription was resumed, what is on its way from before comes too. A gap says that positions begin anew behind it.
            if (item.Position > position || item.Kind == NotificationStreams.GapKind)
            {
                await handle(item);
                Volatile.Write(ref position, item.Position);
            }
        }
        finally
        {
            handling.Release();
        }
    }

    /// <summary>Not fatal: what could not be delivered comes again.</summary>
    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    /// <summary>Ends it. The cluster forgets it; what was handled stays handled.</summary>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await watching;
        try
        {
            await subscription!.UnsubscribeAsync();
        }
        catch (Exception away) when (away is OrleansException or TimeoutException or InvalidOperationException)
        {
            // Who cannot be reached any more is forgotten at the next notification.
        }
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(WatchPeriod, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ending.Token))
            {
                try
                {
                    await LookAsync();
                }
                catch (Exception away) when (away is OrleansException or TimeoutException)
                {
                    // The cluster, or the one silo that keeps the subscriptions, is away: the next look finds it back.
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The subscriber ends it.
        }
    }

    private async Task LookAsync()
    {
        var isSilent = time.GetElapsedTime(Volatile.Read(ref heardAt)) >= SilencePeriod;
        if (isSilent || (await stream.GetAllSubscriptionHandles()).All(known => known.HandleId != subscription!.HandleId))
        {
            // Under the same id, so that there are never two.
            subscription = await subscription!.ResumeAsync(this, NotificationStreams.After(Position));
            Volatile.Write(ref heardAt, time.GetTimestamp());
        }
    }
}
