using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Actors.Streaming;

/// <summary>Figures of the ledger streams of one silo (meter and activity source <c>Actors.Streaming</c>).</summary>
public sealed class LedgerStreamInstruments
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string SourceName = "Actors.Streaming";

    private readonly ConcurrentDictionary<LedgerQueue, byte> queues = new();
    private readonly Counter<long> pages;
    private readonly Counter<long> entries;
    private readonly Counter<long> readFailures;

    public LedgerStreamInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(SourceName);
        pages = meter.CreateCounter<long>("actors.ledger.pages", "{page}", "Pages handed to the router.");
        entries = meter.CreateCounter<long>("actors.ledger.entries", "{entry}", "Entries handed to the router.");
        readFailures = meter.CreateCounter<long>("actors.ledger.read_failures", "{failure}", "Reads that failed because the ledger could not be reached.");
        meter.CreateObservableGauge("actors.ledger.lag", () => Observe(queue => queue.Lag), "{entry}", "Entries appended and not yet handed to the router, by partition.");
        meter.CreateObservableGauge("actors.ledger.cached_pages", () => Observe(queue => queue.CachedPages), "{page}", "Pages held in memory, by partition.");
    }

    /// <summary>Spans of delivery, one per page.</summary>
    public static ActivitySource ActivitySource { get; } = new(SourceName);

    internal void Add(LedgerQueue queue) => queues[queue] = 0;

    internal void Remove(LedgerQueue queue) => queues.TryRemove(queue, out _);

    internal void PageDelivered(int partition, int count)
    {
        var tag = Tag(partition);
        pages.Add(1, tag);
        entries.Add(count, tag);
    }

    internal void ReadFailed(int partition) => readFailures.Add(1, Tag(partition));

    private static KeyValuePair<string, object?> Tag(int partition) => new("partition", partition);

    private IEnumerable<Measurement<long>> Observe(Func<LedgerQueue, long> figure) =>
        queues.Keys.Select(queue => new Measurement<long>(figure(queue), Tag(queue.Partition)));
}
