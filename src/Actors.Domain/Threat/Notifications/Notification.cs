using System.Collections.Immutable;

namespace Actors.Domain.Threat.Notifications;

/// <summary>What a notification is about (API.md, "Notification").</summary>
public enum NotificationKind
{
    LevelRaised,
    LevelLowered,
    Milestone,
    Record,
    Surge,
    ClaimsConflict,
    TotalGap,
    PostureChanged,
    ImportSummary,
    Correction,
}

/// <summary>A durable, numbered message.</summary>
public sealed record Notification
{
    /// <summary>In the notification partition, from 1.</summary>
    public required long Position { get; init; }

    public required NotificationKind Kind { get; init; }

    public required SubjectId Subject { get; init; }

    /// <summary>Policy clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Level before; null where no level changed.</summary>
    public string? From { get; init; }

    public string? To { get; init; }

    /// <summary>Plain words.</summary>
    public required string Text { get; init; }

    /// <summary>Links such as <c>/v1/incidents/…</c>.</summary>
    public ImmutableArray<string> Evidence { get; init; } = [];

    /// <summary>Position of the notification this one corrects; null: none.</summary>
    public long? Corrects { get; init; }

    /// <summary><c>base-default@3</c>.</summary>
    public required string Policy { get; init; }

    /// <summary>Ledger watermark of the state it was planned on, by partition.</summary>
    public ImmutableSortedDictionary<int, long> Positions { get; init; } = ImmutableSortedDictionary<int, long>.Empty;
}

/// <summary>What was said last about one topic of a subject.</summary>
/// <param name="Position">The notification that said it; 0: it came about silently (by an import) and nobody was told.</param>
/// <param name="Value">What was said: a level, a count, a status.</param>
/// <param name="Holds">False: it was un-made by a correction.</param>
public sealed record Said(long Position, string Value, bool Holds);

/// <summary>A topic's new standing; null: forgotten. The position is filled in when the notification has one.</summary>
public sealed record TopicChange(string Topic, Said? Said);

/// <summary>A notification to be written, without the position it will get.</summary>
/// <param name="Changes">What the subject's state becomes when it is written; store it with the notification, so that the state can be
/// folded from the notification partition alone. Position −1 stands for the notification's own.</param>
public sealed record NotificationDraft(
    NotificationKind Kind, string Text, ImmutableArray<string> Evidence, ImmutableArray<TopicChange> Changes,
    long? Corrects = null, string? From = null, string? To = null)
{
    /// <summary>The notification at its position.</summary>
    public Notification At(long position, Decisions.Decision decision, ImmutableSortedDictionary<int, long> positions) => new()
    {
        Position = position,
        Kind = Kind,
        Subject = decision.Subject,
        At = decision.At,
        From = From,
        To = To,
        Text = Text,
        Evidence = Evidence,
        Corrects = Corrects,
        Policy = decision.Policy,
        Positions = positions,
    };
}
