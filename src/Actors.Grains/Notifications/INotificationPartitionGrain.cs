namespace Actors.Grains.Notifications;

/// <summary>The one writer of the notification partition. Key 0.</summary>
[Alias("Actors.INotificationPartitionGrain")]
public interface INotificationPartitionGrain : IGrainWithIntegerKey
{
    /// <summary>Writes what a subject has to say, all of it or nothing; answers after the commit.</summary>
    [Alias("Append")]
    Task<NotificationAnswer> AppendAsync([Immutable] NotificationRequest request);

    /// <summary>Writes the one notification that tells what a changed policy did; again for the same control position: nothing.</summary>
    [Alias("AppendPolicySummary")]
    Task AppendPolicySummaryAsync(PolicySummary summary);
}

/// <summary>What a subject has to say, on condition that nobody spoke for it since.</summary>
[GenerateSerializer, Immutable, Alias("Actors.NotificationRequest")]
public sealed record NotificationRequest
{
    /// <summary>For example <c>base:al-harir</c>.</summary>
    [Id(0)]
    public required string Subject { get; init; }

    /// <summary>Position of its last notification; 0: it has none.</summary>
    [Id(1)]
    public required long ExpectedPosition { get; init; }

    /// <summary>Ledger vector of the state the decision was made on.</summary>
    [Id(2)]
    public required string Vector { get; init; }

    /// <summary>In the order they are to be written; at least one.</summary>
    [Id(3)]
    public required IReadOnlyList<DraftWire> Drafts { get; init; }

    /// <summary>NotificationState of the plan, without what its drafts change.</summary>
    [Id(4)]
    public required ReadOnlyMemory<byte> State { get; init; }

    /// <summary>The decision, DecisionJson.</summary>
    [Id(5)]
    public required ReadOnlyMemory<byte> Decision { get; init; }

    /// <summary>The decision before, where it is another than the one recorded last; else empty.</summary>
    [Id(6)]
    public required ReadOnlyMemory<byte> Previous { get; init; }
}

/// <summary>A NotificationDraft on the wire.</summary>
[GenerateSerializer, Immutable, Alias("Actors.DraftWire")]
public sealed record DraftWire(
    [property: Id(0)] string Kind,
    [property: Id(1)] string Text,
    [property: Id(2)] IReadOnlyList<string> Evidence,
    [property: Id(3)] IReadOnlyList<ChangeWire> Changes,
    [property: Id(4)] long? Corrects,
    [property: Id(5)] string? From,
    [property: Id(6)] string? To);

/// <summary>A TopicChange on the wire; a null value: forgotten.</summary>
[GenerateSerializer, Immutable, Alias("Actors.ChangeWire")]
public sealed record ChangeWire(
    [property: Id(0)] string Topic,
    [property: Id(1)] long Position,
    [property: Id(2)] string? Value,
    [property: Id(3)] bool Holds);

/// <summary>What became of a request.</summary>
/// <param name="FirstPosition">Of its first notification; null: refused, because somebody else spoke for the subject since.</param>
[GenerateSerializer, Immutable, Alias("Actors.NotificationAnswer")]
public sealed record NotificationAnswer([property: Id(0)] long? FirstPosition);

/// <summary>What a changed policy did, for everybody.</summary>
/// <param name="Control">Control position of the policy.</param>
[GenerateSerializer, Immutable, Alias("Actors.PolicySummary")]
public sealed record PolicySummary(
    [property: Id(0)] long Control,
    [property: Id(1)] string Policy,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] string Text);
