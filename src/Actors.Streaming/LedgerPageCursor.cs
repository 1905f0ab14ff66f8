using Orleans.Streams;

namespace Actors.Streaming;

/// <summary>Walks the pages of one queue. The page it stands on stays in the cache until the cursor moves on.</summary>
internal sealed class LedgerPageCursor(LedgerQueue queue, long ordinal) : IQueueCacheCursor
{
    private LedgerPageBatch? current;
    private bool again;

    /// <summary>Ordinal of the page it stands on, or of the one it waits for.</summary>
    public long Ordinal { get; private set; } = ordinal;

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

        if (current is not null)
        {
            Ordinal++;
        }

        var next = Ordinal;
        current = queue.PageAt(ref next);
        Ordinal = next;
        queue.CursorMoved();
        return current is null ? QueueCacheCursorMoveResult.NoData : QueueCacheCursorMoveResult.Success;
    }

    [Obsolete("Part of the interface; the agent calls MoveNextWithResult.")]
    public bool MoveNext() => MoveNextWithResult() == QueueCacheCursorMoveResult.Success;

    public void Refresh(StreamSequenceToken token)
    {
        // Nothing to look up: the cursor knows the ordinal it waits for.
    }

    /// <summary>The agent gave a page up after its time limit. Skipping it would leave subjects that get no further entry behind,
    /// so the next move gives the same page again.</summary>
    public void RecordDeliveryFailure() => again = true;

    public void Dispose() => queue.CursorClosed(this);
}
