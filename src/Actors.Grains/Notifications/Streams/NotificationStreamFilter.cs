using System.Collections.Concurrent;
using System.Collections.Immutable;
using Actors.Abstractions.Notifications;
using Actors.Abstractions.Notifications.Streams;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Orleans.Streams.Filtering;

namespace Actors.Grains.Notifications.Streams;

/// <summary>Whether a subscriber wants a notification; decided before it is sent.</summary>
/// <remarks>Safe for concurrent use. A filter that cannot be read lets everything through: Orleans logs it, and nothing is lost.</remarks>
internal sealed class NotificationStreamFilter(CatalogueHolder catalogue) : IStreamFilter
{
    private const int MaxRemembered = 1_000;

    private readonly ConcurrentDictionary<string, NotificationFilter> filters = new(StringComparer.Ordinal);

    public bool ShouldDeliver(StreamId streamId, object item, string? filterData)
    {
        if (string.IsNullOrEmpty(filterData) || item is not NotificationItem notification || notification.Kind == NotificationStreams.GapKind)
        {
            return true;
        }

        if (!filters.TryGetValue(filterData, out var filter))
        {
            if (filters.Count >= MaxRemembered)
            {
                filters.Clear();
            }

            filter = filters.GetOrAdd(filterData, NotificationStreams.ParseFilter);
        }

        return (filter.Kind is null || filter.Kind == notification.Kind) && (filter.Subject is null || IsAbout(notification, filter));
    }

    private bool IsAbout(NotificationItem notification, NotificationFilter filter) =>
        notification.Subject == filter.Subject
        || (filter.Ancestors && Lineage(filter.Subject!).Any(s => s.ToString() == notification.Subject))
        || (filter.Descendants && Lineage(notification.Subject).Any(s => s.ToString() == filter.Subject));

    private ImmutableArray<SubjectId> Lineage(string subject) =>
        SubjectId.TryParse(subject, out var parsed) ? catalogue.Current.Expand(parsed) : [];
}
