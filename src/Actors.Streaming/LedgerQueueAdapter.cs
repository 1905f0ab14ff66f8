using System.Collections.Concurrent;
using Actors.Ledger;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Actors.Streaming;

/// <summary>Makes the queue of each partition that this silo serves.</summary>
internal sealed class LedgerQueueAdapter(
    string name,
    ILedger ledger,
    LedgerStreamOptions options,
    TimeProvider time,
    LedgerStreamInstruments instruments,
    ILoggerFactory loggers) : IQueueAdapterFactory, IQueueAdapter, IQueueAdapterCache
{
    private readonly LedgerQueueMapper mapper = new(ledger.PartitionCount);
    private readonly ConcurrentDictionary<QueueId, LedgerQueue> made = new();

    public string Name => name;

    public bool IsRewindable => false;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadOnly;

    /// <summary>Refused: what an entry says is true because it was appended.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        throw new NotSupportedException($"Stream provider '{name}' produces only by append: write to the ledger, not to stream '{streamId}'.");

    // The agent asks for the cache first and then for the receiver; both are the same object.
    public IQueueCache CreateQueueCache(QueueId queueId) =>
        made[queueId] = new LedgerQueue(ledger, LedgerQueueMapper.PartitionOf(queueId), options, time, instruments, loggers.CreateLogger<LedgerQueue>());

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) =>
        made.TryRemove(queueId, out var queue)
            ? queue
            : throw new InvalidOperationException($"Queue {queueId} has no cache yet: CreateQueueCache comes before CreateReceiver.");

    public IQueueAdapterCache GetQueueAdapterCache() => this;

    public IStreamQueueMapper GetStreamQueueMapper() => mapper;

    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());
}
