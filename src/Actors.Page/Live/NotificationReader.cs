using Actors.Abstractions.Notifications;
using Actors.Domain.Threat.Notifications;
using Actors.Gateway.Notifications;

namespace Actors.Page.Live;

/// <summary>The last notifications, for the feeds of the pages.</summary>
internal sealed class NotificationReader(NotificationHub hub)
{
    private const int Window = 500;

    /// <summary>The last ones, newest first.</summary>
    /// <param name="subject">Only of this subject and what lies within it; null: all.</param>
    public async Task<IReadOnlyList<Notification>> LastAsync(string? subject, int count)
    {
        var head = await hub.Reader.HeadAsync();
        var filter = subject is null ? NotificationFilter.All : new NotificationFilter(subject, Descendants: true, Ancestors: false, Kind: null);
        var page = await hub.Reader.ReadAsync(Math.Max(0, head - Window), Window, filter);
        return [.. page.Items.TakeLast(count).Reverse().Select(i => NotificationJson.Read(i.Json))];
    }

    /// <summary>Position of the last one; 0: there is none.</summary>
    public Task<long> HeadAsync() => hub.Reader.HeadAsync();
}
