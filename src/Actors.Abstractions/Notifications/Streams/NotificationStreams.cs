using System.Globalization;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Actors.Abstractions.Notifications.Streams;

/// <summary>
/// Names and tokens of the Orleans stream of notifications: provider <c>notifications</c>, one stream, read-only, rewindable to the first
/// notification ever. Items are <see cref="NotificationItem"/>; the sequence number of a token is the notification's position.
/// </summary>
public static class NotificationStreams
{
    /// <summary>Name of the stream provider, on silos and on clients of the cluster.</summary>
    public const string ProviderName = "notifications";

    /// <summary>
    /// <see cref="NotificationItem.Kind"/> of the item that stands for positions that were asked for and are not there: another database, or
    /// one that was restored. Its position is the last one there is, its JSON <c>{"from": …, "to": …}</c>.
    /// </summary>
    public const string GapKind = "gap";

    /// <summary>All notifications, in order of position.</summary>
    public static StreamId All { get; } = StreamId.Create(ProviderName, "all");

    /// <summary>Where to begin so that the first item is the one after a position. (Orleans begins with what a token names.)</summary>
    /// <param name="position">The last position seen; 0: begin with the first notification ever.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static StreamSequenceToken After(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        return new EventSequenceTokenV2(position + 1);
    }

    /// <summary>What to give as filter data of a subscription, so that only matching notifications are delivered; null: all.</summary>
    public static string? FilterData(NotificationFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter == NotificationFilter.All
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{filter.Subject}|{(filter.Descendants ? 1 : 0)}|{(filter.Ancestors ? 1 : 0)}|{filter.Kind}");
    }

    /// <summary>Reads what <see cref="FilterData"/> wrote.</summary>
    /// <exception cref="FormatException">It is nothing of that form.</exception>
    public static NotificationFilter ParseFilter(string? filterData)
    {
        if (string.IsNullOrEmpty(filterData))
        {
            return NotificationFilter.All;
        }

        return filterData.Split('|') is [var subject, "0" or "1", "0" or "1", var kind] parts
            ? new NotificationFilter(subject.Length > 0 ? subject : null, parts[1] == "1", parts[2] == "1", kind.Length > 0 ? kind : null)
            : throw new FormatException($"'{filterData}' is no filter of notifications; make it with {nameof(NotificationStreams)}.{nameof(FilterData)}.");
    }
}
