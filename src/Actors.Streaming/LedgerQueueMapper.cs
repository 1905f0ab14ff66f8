using Orleans.Streams;

namespace Actors.Streaming;

/// <summary>One queue per data partition, with the partition's number.</summary>
internal sealed class LedgerQueueMapper : IStreamQueueMapper
{
    private readonly QueueId[] queues;

    public LedgerQueueMapper(int partitions)
    {
        queues = [.. Enumerable.Range(0, partitions).Select(partition => QueueId.GetQueueId(LedgerStreams.Namespace, (uint)partition, (uint)partition))];
    }

    public IEnumerable<QueueId> GetAllQueues() => queues;

    public QueueId GetQueueForStream(StreamId streamId) => queues[LedgerStreams.PartitionOf(streamId)];

    public static int PartitionOf(QueueId queue) => (int)queue.GetNumericId();
}
