using Actors.Ledger;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Actors.Streaming;

/// <summary>
/// Receiver and queue cache of one partition in one object: pages come in at the end and leave at the front once every cursor
/// is past them.
/// </summary>
/// <remarks>
/// Used by one pulling agent, whose turns are single-threaded; only the figures for gauges are read from elsewhere.
/// <para>Nothing is ever skipped: a page whose delivery failed is given out again, a cursor asked for at a position that is gone
/// starts at the oldest page, and pages left without any cursor are dropped and read again.</para>
/// </remarks>
internal sealed partial class LedgerQueue(
    ILedger ledger,
    int partition,
    LedgerStreamOptions options,
    TimeProvider time,
    LedgerStreamInstruments instruments,
    ILogger<LedgerQueue> logger) : IQueueCache
{
    private readonly List<LedgerPageBatch> pages = [];
    private readonly List<LedgerPageCursor> cursors = [];
    private long firstOrdinal;
    private long delivered;
    private int cachedPages;
    private TaskCompletionSource? room;

    /// <summary>The data partition.</summary>
    public int Partition => partition;

    /// <summary>Pages held now.</summary>
    public int CachedPages => Volatile.Read(ref cachedPages);

    /// <summary>Entries known to be in the ledger and not yet handed over.</summary>
    public long Lag => Math.Max(0, Volatile.Read(ref knownHead) - Volatile.Read(ref delivered));

    // The receiver returns one page at a time and waits for room itself: a cache that says "under pressure" or takes nothing
    // makes the agent poll with its timer, which costs a log line and a turn per tick.
    int IQueueFlowController.GetMaxAddCount() => 1;

    bool IQueueCache.IsUnderPressure() => false;

    void IQueueCache.AddToCache(IList<IBatchContainer> messages)
    {
        foreach (var message in messages)
        {
            pages.Add((LedgerPageBatch)message);
        }

        Volatile.Write(ref cachedPages, pages.Count);
    }

    /// <summary>Pages leave when their cursors pass them, so there is nothing to purge; but pages that nobody can reach any
    /// more (the registration of the consumer failed) are dropped here, to be read again.</summary>
    bool IQueueCache.TryPurgeFromCache(out IList<IBatchContainer> purgedItems)
    {
        purgedItems = [];
        if (cursors.Count == 0 && pages.Count > 0)
        {
            LogOrphanedPages(logger, partition, pages.Count);
            ReadAgainFrom(pages[0].Page.After);
            firstOrdinal += pages.Count;
            pages.Clear();
            Volatile.Write(ref cachedPages, 0);
        }

        return false;
    }

    QueueCacheCursorResult<IQueueCacheCursor> IQueueCache.TryGetCacheCursor(StreamId streamId, StreamSequenceToken? token) =>
        QueueCacheCursorResult<IQueueCacheCursor>.FromCursor(OpenCursor(token));

    [Obsolete("Part of the interface; the agent calls TryGetCacheCursor.")]
    IQueueCacheCursor IQueueCache.GetCacheCursor(StreamId streamId, StreamSequenceToken? token) => OpenCursor(token);

    /// <summary>The page with this ordinal, or the oldest one where that is gone; null past the end.</summary>
    internal LedgerPageBatch? PageAt(ref long ordinal)
    {
        ordinal = Math.Max(ordinal, firstOrdinal);
        var index = ordinal - firstOrdinal;
        return index < pages.Count ? pages[(int)index] : null;
    }

    internal void CursorMoved()
    {
        var needed = long.MaxValue;
        foreach (var cursor in cursors)
        {
            needed = Math.Min(needed, cursor.Ordinal);
        }

        var passed = cursors.Count == 0 ? 0 : (int)Math.Clamp(needed - firstOrdinal, 0, pages.Count);
        if (passed == 0)
        {
            return;
        }

        for (var i = 0; i < passed; i++)
        {
            var page = pages[i].Page;
            instruments.PageDelivered(partition, page.Entries.Length);
            Volatile.Write(ref delivered, page.To);
        }

        pages.RemoveRange(0, passed);
        firstOrdinal += passed;
        Volatile.Write(ref cachedPages, pages.Count);
        room?.TrySetResult();
    }

    internal void CursorClosed(LedgerPageCursor cursor)
    {
        cursors.Remove(cursor);
        CursorMoved();
    }

    private LedgerPageCursor OpenCursor(StreamSequenceToken? token)
    {
        var skipped = token is null ? 0 : pages.TakeWhile(page => page.SequenceToken.CompareTo(token) < 0).Count();
        var cursor = new LedgerPageCursor(this, firstOrdinal + skipped);
        cursors.Add(cursor);
        return cursor;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: {Count} pages have no consumer; they will be read again. Is a router grain hosted in this cluster?")]
    private static partial void LogOrphanedPages(ILogger logger, int partition, int count);
}
