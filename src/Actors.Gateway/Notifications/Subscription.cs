using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Actors.Gateway.Notifications;

/// <summary>One listener: a bounded queue of references to shared bytes.</summary>
internal sealed class Subscription(NotificationMatch match, ConcurrentDictionary<Subscription, byte> all) : IDisposable
{
    /// <summary>Notifications a listener may be behind before it is disconnected.</summary>
    public const int Capacity = 512;

    private readonly Channel<LiveNotification?> queue = Channel.CreateBounded<LiveNotification?>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = false, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Everything above this position that matches comes through <see cref="Reader"/>.</summary>
    public long From { get; set; }

    /// <summary>Notifications; null: a heartbeat.</summary>
    public ChannelReader<LiveNotification?> Reader => queue.Reader;

    /// <summary>Why it ended, once <see cref="Reader"/> is complete.</summary>
    public string Reason { get; private set; } = "";

    public void Offer(LiveNotification notification)
    {
        if (match.Wants(notification) && !queue.Writer.TryWrite(notification))
        {
            End("too-slow");
        }
    }

    /// <summary>A heartbeat for one who has nothing to read anyway.</summary>
    public void Beat()
    {
        if (queue.Reader.Count == 0)
        {
            queue.Writer.TryWrite(null);
        }
    }

    /// <summary>Ends it; what is queued can still be read.</summary>
    public void End(string reason)
    {
        if (all.TryRemove(this, out _))
        {
            Reason = reason;
            queue.Writer.TryComplete();
        }
    }

    public void Dispose() => End("closed");
}
