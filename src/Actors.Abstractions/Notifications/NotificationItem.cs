namespace Actors.Abstractions.Notifications;

/// <summary>A notification as it travels: what a filter looks at, and the public JSON.</summary>
/// <param name="Position">Dense, from 1.</param>
/// <param name="Subject">For example <c>base:al-harir</c>.</param>
/// <param name="Kind">For example <c>level-raised</c>.</param>
/// <param name="Json">As API.md shows it, UTF-8.</param>
[GenerateSerializer, Immutable, Alias("Actors.NotificationItem")]
public sealed record NotificationItem(
    [property: Id(0)] long Position,
    [property: Id(1)] string Subject,
    [property: Id(2)] string Kind,
    [property: Id(3)] ReadOnlyMemory<byte> Json);

/// <summary>All matching notifications with <c>After &lt; position ≤ To</c>, in order.</summary>
/// <param name="To">Read on from here; may be past the last item.</param>
/// <param name="Head">Last position there was when it was read.</param>
[GenerateSerializer, Immutable, Alias("Actors.NotificationPage")]
public sealed record NotificationPage(
    [property: Id(0)] long After,
    [property: Id(1)] long To,
    [property: Id(2)] long Head,
    [property: Id(3)] IReadOnlyList<NotificationItem> Items);

/// <summary>Which notifications; null: all.</summary>
/// <param name="Subject">Canonical, exactly this one unless widened.</param>
/// <param name="Descendants">Also what lies within it (bases and regions of a region, members of an umbrella).</param>
/// <param name="Ancestors">Also what contains it.</param>
/// <param name="Kind">For example <c>level-raised</c>.</param>
[GenerateSerializer, Immutable, Alias("Actors.NotificationFilter")]
public sealed record NotificationFilter(
    [property: Id(0)] string? Subject,
    [property: Id(1)] bool Descendants,
    [property: Id(2)] bool Ancestors,
    [property: Id(3)] string? Kind)
{
    /// <summary>Everything.</summary>
    public static NotificationFilter All { get; } = new(null, false, false, null);
}
