using Actors.Abstractions.Notifications;
using Actors.Abstractions.Notifications.Streams;
using Orleans.Streams;

namespace Actors.Grains.Notifications.Streams;

/// <summary>Walks the notifications for one subscriber, from whatever position on.</summary>
internal sealed class NotificationCursor(NotificationQueue queue, long next) : IQueueCacheCursor
{
    private IReadOnlyList<NotificationItem> page = [];
    private int taken;
    private NotificationBatch? current;
    private bool again;

    public IBatchContainer? GetCurrent(out Exception? exception)
    {
        exception = null;
        return current;
    }

    public QueueCacheCursorMoveResult MoveNextWithResult()
    {
        if (again && current is not null)
        {
            again = false;
            return QueueCacheCursorMoveResult.Success;
        }

        current = Take();
        return current is null ? QueueCacheCursorMoveResult.NoData : QueueCacheCursorMoveResult.Success;
    }

    [Obsolete("Part of the interface; the agent calls MoveNextWithResult.")]
    public bool MoveNext() => MoveNextWithResult() == QueueCacheCursorMoveResult.Success;

    public void Refresh(StreamSequenceToken token)
    {
        // Nothing to look up: the cursor knows the position it waits for.
    }

    /// <summary>The agent gave a delivery up after its time limit: the next move gives the same again, so that nothing is skipped.</summary>
    public void RecordDeliveryFailure() => again = true;

    public void Dispose() => (page, current) = ([], null);

    private NotificationBatch? Take()
    {
        if (taken == page.Count)
        {
            if (queue.GapBefore(next) is { } head)
            {
                next = head.Position + 1;
                return new NotificationBatch(head, head.Position, eventIndex: 1);
            }

            (page, taken) = (queue.PageFrom(next), 0);
            if (page.Count == 0)
            {
                return null;
            }
        }

        var item = page[taken++];
        next = item.Position + 1;
        return new NotificationBatch(item, item.Position, eventIndex: 0);
    }
}
