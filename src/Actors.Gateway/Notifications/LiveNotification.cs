using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Actors.Abstractions.Notifications;
using Actors.Domain;
using Actors.Domain.Catalogue;

namespace Actors.Gateway.Notifications;

/// <summary>A notification made ready once for all subscribers of a gateway.</summary>
internal sealed class LiveNotification
{
    private LiveNotification(long position, string subject, string kind, ImmutableArray<SubjectId> lineage, ReadOnlyMemory<byte> frame) =>
        (Position, Subject, Kind, Lineage, Frame) = (position, subject, kind, lineage, frame);

    public long Position { get; }

    public string Subject { get; }

    public string Kind { get; }

    /// <summary>The subject and all that contains it.</summary>
    public ImmutableArray<SubjectId> Lineage { get; }

    /// <summary>As it goes over the wire of an event stream.</summary>
    public ReadOnlyMemory<byte> Frame { get; }

    public static LiveNotification Of(NotificationItem item, ICatalogue catalogue) => new(
        item.Position,
        item.Subject,
        item.Kind,
        SubjectId.TryParse(item.Subject, out var subject) ? catalogue.Expand(subject) : [],
        EventFrame.Of(item));
}

/// <summary>Frames of Server-Sent Events (WHATWG HTML, "Server-sent events").</summary>
internal static class EventFrame
{
    public static ReadOnlyMemory<byte> Heartbeat { get; } = Encoding.ASCII.GetBytes(": still here\n\n");

    public static ReadOnlyMemory<byte> Of(NotificationItem item)
    {
        // The JSON has no line break: the writer puts none and escapes those of texts.
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {item.Position}\nevent: {item.Kind}\ndata: "));
        return (byte[])[.. head, .. item.Json.Span, (byte)'\n', (byte)'\n'];
    }

    /// <summary>Positions that were asked for and are not there.</summary>
    public static ReadOnlyMemory<byte> Gap(long from, long to) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event: gap\ndata: {{\"from\":{from},\"to\":{to}}}\n\n"));

    /// <summary>The last frame of a stream that the server ends.</summary>
    public static ReadOnlyMemory<byte> Goodbye(string reason, long last) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event: disconnect\ndata: {{\"reason\":\"{reason}\",\"resumeAfter\":{last}}}\n\n"));
}
