namespace Actors.Client;

public partial interface IActorsClient
{
    /// <summary>A page of notifications.</summary>
    Task<NotificationPage> ListNotificationsAsync(NotificationQuery query, CancellationToken cancellation = default);

    /// <summary>
    /// Notifications as they come, in order, without end. A connection that breaks or falls silent is opened again after the last
    /// position seen, so that none is missed or repeated; what is gone from the server shows as a <see cref="NotificationGap"/>.
    /// </summary>
    /// <remarks>Without <see cref="NotificationQuery.After"/> it is live only: until the first one was seen, those of a time without
    /// connection are not made up for.</remarks>
    /// <exception cref="ActorsApiException">The server refuses the query, or does not answer after the allowed attempts.</exception>
    IAsyncEnumerable<StreamEvent> StreamNotificationsAsync(NotificationQuery query, CancellationToken cancellation = default);
}
