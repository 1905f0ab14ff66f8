using System.Collections.Concurrent;
using Actors.Abstractions.Notifications.Streams;
using Actors.Ledger;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Streams;

namespace Actors.Grains.Notifications.Streams;

/// <summary>Makes the one queue of notifications on the silo that serves it.</summary>
internal sealed class NotificationQueueAdapter(NotificationFeed feed, ILedger ledger, TimeProvider time, ILoggerFactory loggers)
    : IQueueAdapterFactory, IQueueAdapter, IQueueAdapterCache
{
    private readonly HashRingBasedStreamQueueMapper mapper = new(new HashRingStreamQueueMapperOptions { TotalQueueCount = 1 }, NotificationStreams.ProviderName);
    private readonly ConcurrentDictionary<QueueId, NotificationQueue> made = new();

    public string Name => NotificationStreams.ProviderName;

    public bool IsRewindable => true;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadOnly;

    /// <summary>Refused: what a notification says is true because a subject decided it.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        throw new NotSupportedException("Notifications are written by the subjects they are about, to the ledger.");

    // The agent asks for the cache first and then for the receiver; both are the same object.
    public IQueueCache CreateQueueCache(QueueId queueId) => made[queueId] = new NotificationQueue(feed, ledger, time, loggers.CreateLogger<NotificationQueue>());

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
