namespace Actors.Abstractions.Notifications;

/// <summary>
/// Reads the notification partition for whoever has no database: gateways, and clients of the cluster. Any key; a reader a key, and calls
/// of one reader run side by side.
/// </summary>
[Alias("Actors.INotificationReaderGrain")]
public interface INotificationReaderGrain : IGrainWithGuidKey
{
    /// <summary>A page of what is recorded.</summary>
    /// <param name="after">Positions above this one; 0: from the first.</param>
    /// <param name="limit">1 … 1,000 items.</param>
    /// <param name="filter">Which.</param>
    [Alias("Read")]
    Task<NotificationPage> ReadAsync(long after, int limit, NotificationFilter filter);

    /// <summary>A page of all notifications; where there is none yet, waits for one, at most <paramref name="wait"/> (20 s at most).</summary>
    /// <param name="after">Positions above this one.</param>
    /// <param name="limit">1 … 1,000 items.</param>
    /// <param name="wait">How long to wait; an empty page afterwards.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [Alias("Wait")]
    Task<NotificationPage> WaitAsync(long after, int limit, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Last position; 0 when there is none.</summary>
    [Alias("Head")]
    Task<long> HeadAsync();

    /// <summary>
    /// How a client of the cluster subscribes: every notification above a position, in order, each once, for as long as it is
    /// enumerated. After a failure call it again with the last position seen.
    /// </summary>
    [Alias("Follow")]
    IAsyncEnumerable<NotificationItem> FollowAsync(long after, CancellationToken cancellationToken);

    /// <summary>The decision last recorded for a subject at or before a time of the policy clock, as JSON; null: there was none.</summary>
    [Alias("DecisionAt")]
    Task<ReadOnlyMemory<byte>?> DecisionAtAsync(string subject, DateTimeOffset at);
}
