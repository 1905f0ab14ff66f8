using Actors.Domain.Threat.Notifications;

namespace Actors.Grains.Notifications;

/// <summary>Between drafts of the domain and of the wire.</summary>
internal static class DraftForm
{
    public static DraftWire ToWire(NotificationDraft draft) => new(
        NotificationJson.Slug(draft.Kind),
        draft.Text,
        draft.Evidence,
        [.. draft.Changes.Select(c => new ChangeWire(c.Topic, c.Said?.Position ?? 0, c.Said?.Value, c.Said?.Holds ?? false))],
        draft.Corrects,
        draft.From,
        draft.To);

    public static NotificationDraft FromWire(DraftWire wire) => new(
        NotificationJson.TryParseKind(wire.Kind, out var kind) ? kind : throw new FormatException($"'{wire.Kind}' is no kind of notification."),
        wire.Text,
        [.. wire.Evidence],
        [.. wire.Changes.Select(c => new TopicChange(c.Topic, c.Value is null ? null : new Said(c.Position, c.Value, c.Holds)))],
        wire.Corrects,
        wire.From,
        wire.To);
}
