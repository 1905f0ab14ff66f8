using System.Globalization;
using System.Text;
using Actors.Abstractions.Notifications;
using Actors.Abstractions.Notifications.Streams;
using Actors.Ledger;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Actors.Grains.Notifications.Streams;

/// <summary>
/// Receiver and queue cache of the notification partition in one object. The last notifications come from the feed of this silo; a subscriber
/// further behind says which block it needs, the receiver reads it from the ledger, and the agent tries that subscriber again.
/// </summary>
/// <remarks>
/// Used by one pulling agent, whose turns are single-threaded. Nothing is consumed by being delivered: however many subscribers there are and
/// wherever each stands, what is kept is a few blocks and what each of them holds at the moment.
/// </remarks>
internal sealed partial class NotificationQueue(NotificationFeed feed, ILedger ledger, TimeProvider time, ILogger<NotificationQueue> logger)
    : IQueueCache, IQueueAdapterReceiver
{
    private const int BlockSize = 256;
    private const int KeptBlocks = 16;
    private const int MaxGaps = 1_000;
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan QuietPeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReadRetryPause = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<long, NotificationItem[]> blocks = [];
    private readonly Queue<long> blocksByAge = new();
    private readonly HashSet<long> needed = [];
    private readonly Dictionary<long, NotificationItem> gaps = [];
    private CancellationTokenSource? waiting;
    private long? seen;
    private long saidAt;
    private bool unavailable;

    int IQueueFlowController.GetMaxAddCount() => 1;

    bool IQueueCache.IsUnderPressure() => false;

    /// <summary>What the receiver returns only makes the agent look after its subscribers; their cursors find the notifications.</summary>
    void IQueueCache.AddToCache(IList<IBatchContainer> messages)
    {
    }

    bool IQueueCache.TryPurgeFromCache(out IList<IBatchContainer> purgedItems)
    {
        purgedItems = [];
        return false;
    }

    QueueCacheCursorResult<IQueueCacheCursor> IQueueCache.TryGetCacheCursor(StreamId streamId, StreamSequenceToken? token) =>
        QueueCacheCursorResult<IQueueCacheCursor>.FromCursor(OpenCursor(token));

    [Obsolete("Part of the interface; the agent calls TryGetCacheCursor.")]
    IQueueCacheCursor IQueueCache.GetCacheCursor(StreamId streamId, StreamSequenceToken? token) => OpenCursor(token);

    QueueCacheCursorResult<IQueueCacheCursor> IQueueCache.TryGetCacheCursorAtPosition(StreamId streamId, StreamSubscriptionStartPosition startPosition) =>
        QueueCacheCursorResult<IQueueCacheCursor>.FromCursor(
            startPosition == StreamSubscriptionStartPosition.EarliestAvailable ? new NotificationCursor(this, 1) : OpenCursor(null));

    Task IQueueAdapterReceiver.Initialize(TimeSpan timeout) => Task.CompletedTask;

    Task IQueueAdapterReceiver.Shutdown(TimeSpan timeout) => Task.CompletedTask;

    Task IQueueAdapterReceiver.MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    Task<IList<IBatchContainer>> IQueueAdapterReceiver.GetQueueMessagesAsync(int maxCount) => ReadAsync(CancellationToken.None);

    Task<IList<IBatchContainer>> IQueueAdapterReceiver.GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    /// <summary>The notifications from a position on, as far as they are at hand; none: the agent is told when there are some.</summary>
    internal IReadOnlyList<NotificationItem> PageFrom(long position)
    {
        if (feed.TryRead(position - 1, BlockSize) is { } known && known.Head >= position - 1)
        {
            return known.Items;
        }

        if (blocks.TryGetValue(BlockOf(position), out var block))
        {
            var at = (int)(position - block[0].Position);
            if (at < block.Length)
            {
                return new ArraySegment<NotificationItem>(block, at, block.Length - at);
            }
        }

        needed.Add(position);
        waiting?.Cancel();
        return [];
    }

    /// <summary>The gap to tell to who waits for a position that the ledger does not reach; null: none is known of.</summary>
    internal NotificationItem? GapBefore(long position) => gaps.Remove(position, out var gap) ? gap : null;

    private static long BlockOf(long position) => (position - 1) / BlockSize;

    /// <summary>A token names the first notification wanted; one of a gap names what comes behind it; none: whatever comes next.</summary>
    private NotificationCursor OpenCursor(StreamSequenceToken? token) => new(
        this,
        token is null ? (seen ?? 0) + 1 : Math.Max(1, token.SequenceNumber + (token.EventIndex > 0 ? 1 : 0)));

    private async Task<IList<IBatchContainer>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var isNew = seen is null;
            seen ??= (await ledger.ReadHeadAsync(LedgerPartitions.Notifications, cancellationToken)).Position;
            var first = seen.Value + 1;
            isNew |= needed.Count > 0 && await ReadNeededAsync(cancellationToken);
            if (!isNew)
            {
                await WaitAsync(first - 1, cancellationToken);
                isNew = needed.Count > 0 && await ReadNeededAsync(cancellationToken);
            }

            if (feed.TryRead(first - 1, 1) is { } now && now.Head >= first)
            {
                seen = now.Head;
                isNew = true;
            }

            Recovered();
            if (!isNew && time.GetElapsedTime(saidAt) < QuietPeriod)
            {
                return [];
            }

            // Also after some quiet: it makes the agent take up subscribers that it does not know, and start those that stopped on an error.
            saidAt = time.GetTimestamp();
            return [new NotificationBatch(new NotificationItem(first, "", "", ReadOnlyMemory<byte>.Empty), first, eventIndex: 0)];
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent stops; what it has not delivered stays in the ledger.
            return [];
        }
        catch (LedgerUnavailableException away)
        {
            if (!unavailable)
            {
                unavailable = true;
                Log.Away(logger, away.Message);
            }

            await Task.Delay(ReadRetryPause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            return [];
        }
    }

    /// <summary>Until there is a notification above a position, a subscriber needs a block, or the time is over.</summary>
    private async Task WaitAsync(long above, CancellationToken cancellationToken)
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        waiting = interrupt;
        try
        {
            await feed.WaitAsync(above, MaxWait, interrupt.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A subscriber needs a block.
        }
        finally
        {
            waiting = null;
        }
    }

    /// <summary>Reads the blocks that subscribers wait for. False: there is nothing new in them yet.</summary>
    private async Task<bool> ReadNeededAsync(CancellationToken cancellationToken)
    {
        var found = false;
        foreach (var position in needed.Order().ToArray())
        {
            var block = BlockOf(position);
            if (!blocks.TryGetValue(block, out var kept) || kept[^1].Position < position)
            {
                var start = block * BlockSize;
                var read = await ledger.ReadAsync(LedgerPartitions.Notifications, start, start + BlockSize, BlockSize, EntryParts.Effects, cancellationToken);
                if (read.Entries.Count > 0)
                {
                    Keep(block, [.. read.Entries.Select(NotificationForm.Read)]);
                }

                if (read.Entries.Count == 0 || read.Entries[^1].Address.Position < position)
                {
                    found |= await LookForGapAsync(position, cancellationToken);
                    needed.Remove(position);
                    continue;
                }
            }

            needed.Remove(position);
            found = true;
        }

        return found;
    }

    /// <summary>True when the ledger ends before what comes before the position: this subscriber saw another one.</summary>
    private async Task<bool> LookForGapAsync(long position, CancellationToken cancellationToken)
    {
        var head = (await ledger.ReadHeadAsync(LedgerPartitions.Notifications, cancellationToken)).Position;
        if (head >= position - 1)
        {
            return false;
        }

        if (gaps.Count >= MaxGaps)
        {
            // Of subscribers that went before they heard of it.
            gaps.Clear();
        }

        var json = string.Create(CultureInfo.InvariantCulture, $"{{\"from\":{head + 1},\"to\":{position - 1}}}");
        gaps[position] = new NotificationItem(head, "", NotificationStreams.GapKind, Encoding.UTF8.GetBytes(json));
        return true;
    }

    private void Keep(long block, NotificationItem[] items)
    {
        if (!blocks.ContainsKey(block))
        {
            blocksByAge.Enqueue(block);
            if (blocksByAge.Count > KeptBlocks)
            {
                blocks.Remove(blocksByAge.Dequeue());
            }
        }

        blocks[block] = items;
    }

    private void Recovered()
    {
        if (unavailable)
        {
            unavailable = false;
            Log.Back(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The stream of notifications waits: the ledger cannot be read now: {Reason}")]
        public static partial void Away(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "The stream of notifications goes on.")]
        public static partial void Back(ILogger logger);
    }
}
