namespace Actors.Abstractions.Subjects;

/// <summary>A subject's decision now.</summary>
/// <param name="Decision">As JSON, UTF-8.</param>
/// <param name="Positions">Ledger vector of the state it was made on.</param>
/// <param name="AsOf">Recorded time of the last entry folded in.</param>
/// <param name="Notification">Position of the subject's last notification; 0: none.</param>
[GenerateSerializer, Immutable, Alias("Actors.ThreatAnswer")]
public sealed record ThreatAnswer(
    [property: Id(0)] ReadOnlyMemory<byte> Decision,
    [property: Id(1)] string Positions,
    [property: Id(2)] DateTimeOffset AsOf,
    [property: Id(3)] long Notification);

/// <summary>A level alone.</summary>
/// <param name="Scale">Name of the scale it is a level of.</param>
[GenerateSerializer, Immutable, Alias("Actors.LevelAnswer")]
public sealed record LevelAnswer([property: Id(0)] string Scale, [property: Id(1)] string Level);

/// <summary>What a changed policy did to one subject.</summary>
[GenerateSerializer, Immutable, Alias("Actors.PolicyEffect")]
public sealed record PolicyEffect([property: Id(0)] string From, [property: Id(1)] string To);
