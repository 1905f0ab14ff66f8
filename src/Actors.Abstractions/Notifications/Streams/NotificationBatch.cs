using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Actors.Abstractions.Notifications.Streams;

/// <summary>One notification in the shape Orleans carries it; one each, so that what a token names was delivered or was not.</summary>
/// <param name="item">The notification, or a gap.</param>
/// <param name="sequenceNumber">Its position.</param>
/// <param name="eventIndex">0; 1 for a gap, which comes after the notification at its position.</param>
[GenerateSerializer, Immutable, Alias("Actors.NotificationBatch")]
public sealed class NotificationBatch(NotificationItem item, long sequenceNumber, int eventIndex) : IBatchContainer
{
    /// <summary>The notification, or a gap.</summary>
    [Id(0)]
    public NotificationItem Item { get; } = item;

    /// <summary>Its position.</summary>
    [Id(1)]
    public long SequenceNumber { get; } = sequenceNumber;

    /// <summary>0; 1 for a gap.</summary>
    [Id(2)]
    public int EventIndex { get; } = eventIndex;

    /// <inheritdoc/>
    public StreamId StreamId => NotificationStreams.All;

    /// <inheritdoc/>
    public StreamSequenceToken SequenceToken => new EventSequenceTokenV2(SequenceNumber, EventIndex);

    /// <inheritdoc/>
    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>()
    {
        if (Item is T wanted)
        {
            yield return Tuple.Create(wanted, SequenceToken);
        }
    }

    /// <inheritdoc/>
    public bool ImportRequestContext() => false;

    /// <inheritdoc/>
    public override string ToString() => $"notification {SequenceToken}";
}
