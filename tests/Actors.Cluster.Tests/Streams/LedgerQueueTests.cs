using System.Diagnostics.Metrics;
using Actors.Ledger;
using Actors.Streaming;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streams;

namespace Actors.Cluster.Tests.Streams;

/// <summary>What the pulling agent relies on, called in the order in which it calls.</summary>
public sealed class LedgerQueueTests
{
    private static readonly StreamId Stream = LedgerStreams.Of(0);
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Cursor_GivesThePageAgain_WhenItsDeliveryFailed()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await engine.AppendLeavesAsync(0, 20, leaves: 2);
        var queue = Queue(engine.Ledger, pageEntries: 10);
        await PullAsync(queue);
        await PullAsync(queue);
        using var cursor = OpenCursor(queue);

        Assert.Equal((0, 10), Move(cursor));
        cursor.RecordDeliveryFailure();
        Assert.Equal((0, 10), Move(cursor));
        cursor.RecordDeliveryFailure();
        Assert.Equal((0, 10), Move(cursor));
        Assert.Equal(2, queue.CachedPages);
        Assert.Equal((10, 20), Move(cursor));
        Assert.Equal(1, queue.CachedPages);
        Assert.Null(Move(cursor));
        Assert.Equal(0, queue.CachedPages);
        Assert.Equal(0, queue.Lag);
    }

    [Fact]
    public async Task Queue_ReadsAgain_WhenNobodyCanReachItsPages()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await engine.AppendLeavesAsync(0, 20, leaves: 2);
        var queue = Queue(engine.Ledger, pageEntries: 10);
        await PullAsync(queue);
        OpenCursor(queue).Dispose();

        Purge(queue);
        Assert.Equal(0, queue.CachedPages);
        time.Advance(TimeSpan.FromSeconds(1));
        await PullAsync(queue);
        using var cursor = OpenCursor(queue);

        Assert.Equal((0, 10), Move(cursor));
    }

    [Fact]
    public async Task Cursor_StartsAtTheOldestPage_WhenItsTokenIsGone()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await engine.AppendLeavesAsync(0, 30, leaves: 2);
        var queue = Queue(engine.Ledger, pageEntries: 10, cachedPages: 3);
        var first = await PullAsync(queue);
        var second = await PullAsync(queue);
        await PullAsync(queue);
        using var cursor = OpenCursor(queue);
        Move(cursor);
        Move(cursor);

        using var late = OpenCursor(queue, first);
        using var exact = OpenCursor(queue, second);

        Assert.Equal((10, 20), Move(late));
        Assert.Equal((10, 20), Move(exact));
    }

    [Fact]
    public async Task Queue_ReturnsNothingMore_WhenItIsFull()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await engine.AppendLeavesAsync(0, 50, leaves: 2);
        var ledger = new SwitchableLedger(engine.Ledger);
        var queue = Queue(ledger, pageEntries: 10);
        await PullAsync(queue);
        await PullAsync(queue);
        using var cursor = OpenCursor(queue);
        Move(cursor);
        var reads = ledger.Reads;

        var waiting = ((IQueueAdapterReceiver)queue).GetQueueMessagesAsync(1, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Empty(await waiting);
        Assert.Equal(reads, ledger.Reads);
        Assert.Equal(50, queue.Lag);

        var next = ((IQueueAdapterReceiver)queue).GetQueueMessagesAsync(1, CancellationToken.None);
        Assert.False(next.IsCompleted);
        Move(cursor);
        Assert.Equal((20, 30), Interval(Assert.Single(await next)));
    }

    [Fact]
    public async Task Queue_SendsOneQuietPageMore_WhenItStaysFull()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await engine.AppendLeavesAsync(0, 50, leaves: 2);
        var queue = Queue(engine.Ledger, pageEntries: 10);
        await PullAsync(queue);
        await PullAsync(queue);

        var counts = new List<int>();
        for (var i = 0; i < 30; i++)
        {
            var pulling = PullAsync(queue);
            time.Advance(TimeSpan.FromMilliseconds(200));
            await pulling;
            counts.Add(queue.CachedPages);
        }

        Assert.Equal(3, counts[^1]);
        Assert.Equal(3, counts.Max());
    }

    [Fact]
    public async Task Queue_LosesNoPosition_WhenAReadFails()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await engine.AppendLeavesAsync(0, 20, leaves: 2);
        var ledger = new SwitchableLedger(engine.Ledger) { Reachable = false };
        var queue = Queue(ledger, pageEntries: 10);

        Assert.Null(await PullAsync(queue));
        ledger.Reachable = true;
        time.Advance(TimeSpan.FromSeconds(1));
        await PullAsync(queue);
        ledger.Reachable = false;
        Assert.Null(await PullAsync(queue));
        ledger.Reachable = true;
        time.Advance(TimeSpan.FromSeconds(1));
        await PullAsync(queue);
        using var cursor = OpenCursor(queue);

        Assert.Equal((0, 10), Move(cursor));
        Assert.Equal((10, 20), Move(cursor));
    }

    [Fact]
    public async Task Queue_ReturnsNothing_WhenItsAgentStops()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        var queue = Queue(engine.Ledger, pageEntries: 10);
        await PullAsync(queue);
        using var stop = new CancellationTokenSource();

        var waiting = ((IQueueAdapterReceiver)queue).GetQueueMessagesAsync(1, stop.Token);
        await stop.CancelAsync();

        Assert.Empty(await waiting);
    }

    [Fact]
    public async Task FirstPage_ComesWithoutEntries_WhenNothingFollowsTheCheckpoint()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await engine.AppendLeavesAsync(0, 20, leaves: 2);
        await engine.Ledger.WriteCheckpointAsync(new DeliveryCheckpoint(0, 20, []), CancellationToken.None);
        var queue = Queue(engine.Ledger, pageEntries: 10);

        await PullAsync(queue);
        using var cursor = OpenCursor(queue);

        Assert.Equal((20, 20), Move(cursor));
    }

    private static (long After, long To)? Move(IQueueCacheCursor cursor) =>
        cursor.MoveNextWithResult() == QueueCacheCursorMoveResult.Success ? Interval(cursor.GetCurrent(out _)!) : null;

    private static (long After, long To) Interval(IBatchContainer batch)
    {
        var page = Assert.Single(batch.GetEvents<LedgerPageEvent>()).Item1;
        return (page.After, page.To);
    }

    private static IQueueCacheCursor OpenCursor(LedgerQueue queue, StreamSequenceToken? token = null) =>
        ((IQueueCache)queue).TryGetCacheCursor(Stream, token).Cursor!;

    private static void Purge(LedgerQueue queue) => Assert.False(((IQueueCache)queue).TryPurgeFromCache(out _));

    /// <summary>One turn of the agent's pump; the token of the page, or null when none came.</summary>
    private static async Task<StreamSequenceToken?> PullAsync(LedgerQueue queue)
    {
        var batches = await ((IQueueAdapterReceiver)queue).GetQueueMessagesAsync(1, CancellationToken.None);
        ((IQueueCache)queue).AddToCache(batches);
        return batches.SingleOrDefault()?.SequenceToken;
    }

    private LedgerQueue Queue(ILedger ledger, int pageEntries, int cachedPages = 2)
    {
        var options = new LedgerStreamOptions { MaxPageEntries = pageEntries, MaxCachedPages = cachedPages, Linger = TimeSpan.Zero };
        return new LedgerQueue(ledger, 0, options, time, new LedgerStreamInstruments(new PlainMeters()), NullLogger<LedgerQueue>.Instance);
    }

    private sealed class PlainMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
