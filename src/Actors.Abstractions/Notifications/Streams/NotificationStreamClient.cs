using Orleans.Streams;

namespace Actors.Abstractions.Notifications.Streams;

/// <summary>The stream of notifications for clients of the cluster.</summary>
public static class NotificationStreamClient
{
    /// <summary>Adds the stream provider <see cref="NotificationStreams.ProviderName"/> to a client.</summary>
    public static IClientBuilder AddNotificationStreams(this IClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddPersistentStreams(
            NotificationStreams.ProviderName,
            static (_, name) => new Adapter(name),
            streams => streams.ConfigureStreamPubSub(StreamPubSubType.ExplicitGrainBasedOnly));
    }

    /// <summary>The stream of all notifications, as <see cref="AddNotificationStreams"/> added it.</summary>
    public static IAsyncStream<NotificationItem> GetNotificationStream(this IClusterClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.GetStreamProvider(NotificationStreams.ProviderName).GetStream<NotificationItem>(NotificationStreams.All);
    }

    /// <summary>What a client knows of the queue: that it is read-only and can be rewound. Queues are the silos' affair.</summary>
    private sealed class Adapter(string name) : IQueueAdapterFactory, IQueueAdapter
    {
        public string Name => name;

        public bool IsRewindable => true;

        public StreamProviderDirection Direction => StreamProviderDirection.ReadOnly;

        public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

        public Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
            throw new NotSupportedException("Notifications are written by the subjects they are about, to the ledger.");

        public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => throw OnSilosOnly();

        public IQueueAdapterCache GetQueueAdapterCache() => throw OnSilosOnly();

        public IStreamQueueMapper GetStreamQueueMapper() => throw OnSilosOnly();

        public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) => throw OnSilosOnly();

        private static NotSupportedException OnSilosOnly() => new("Queues of notifications are read by silos only.");
    }
}
