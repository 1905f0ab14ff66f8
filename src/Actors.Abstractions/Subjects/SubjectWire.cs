namespace Actors.Abstractions.Subjects;

/// <summary>Incidents today, yesterday, in the last 7 and 30 days (today included) and in all, best counts.</summary>
[GenerateSerializer, Immutable, Alias("Actors.RecentCounts")]
public sealed record RecentCounts(
    [property: Id(0)] long Today,
    [property: Id(1)] long Yesterday,
    [property: Id(2)] long Last7Days,
    [property: Id(3)] long Last30Days,
    [property: Id(4)] long AllTime);

/// <summary>A statement, posture, presence or total that holds.</summary>
/// <param name="Report">The report as JSON, names resolved.</param>
[GenerateSerializer, Immutable, Alias("Actors.ActiveSignal")]
public sealed record ActiveSignal(
    [property: Id(0)] string Report,
    [property: Id(1)] DateTimeOffset RecordedAt);

/// <summary>What a subject knows of itself.</summary>
[GenerateSerializer, Immutable, Alias("Actors.SubjectAnswer")]
public sealed record SubjectAnswer
{
    [Id(0)]
    public required string Subject { get; init; }

    [Id(1)]
    public required RecentCounts Counts { get; init; }

    [Id(2)]
    public required IReadOnlyList<ActiveSignal> Signals { get; init; }

    [Id(3)]
    public required string Positions { get; init; }

    [Id(4)]
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Today in the subject's zone, by the policy clock.</summary>
    [Id(5)]
    public required DateOnly Today { get; init; }

    /// <summary>Level on the policy's scale, or null where the subject has none yet.</summary>
    [Id(6)]
    public string? Level { get; init; }

    [Id(7)]
    public DateTimeOffset? LevelSince { get; init; }
}

/// <summary>For <c>verify</c>: what the grain holds in memory.</summary>
/// <param name="Positions">Its watermarks.</param>
/// <param name="Fingerprint">Hash of everything it holds; equal for equal folds.</param>
[GenerateSerializer, Immutable, Alias("Actors.SubjectProbe")]
public sealed record SubjectProbe(
    [property: Id(0)] string Positions,
    [property: Id(1)] UInt128 Fingerprint);
