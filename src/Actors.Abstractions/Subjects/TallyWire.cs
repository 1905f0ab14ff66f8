namespace Actors.Abstractions.Subjects;

/// <summary>Asks for a tally (API.md, <c>/tally</c>).</summary>
[GenerateSerializer, Immutable, Alias("Actors.TallyQuery")]
public sealed record TallyQuery
{
    /// <summary>First day, inclusive.</summary>
    [Id(0)]
    public DateOnly? From { get; init; }

    /// <summary>Last day, inclusive.</summary>
    [Id(1)]
    public DateOnly? To { get; init; }

    /// <summary>day, week, month, type, outcome, perpetrator, target or place; null: no breakdown.</summary>
    [Id(2)]
    public string? By { get; init; }

    /// <summary>perpetrator or target; groups only.</summary>
    [Id(3)]
    public string? Role { get; init; }

    [Id(4)]
    public string? Type { get; init; }

    [Id(5)]
    public string? Outcome { get; init; }

    /// <summary>A group key, resolved.</summary>
    [Id(6)]
    public string? Perpetrator { get; init; }

    /// <summary>A group key, resolved.</summary>
    [Id(7)]
    public string? Target { get; init; }

    /// <summary><c>all</c> or <c>party</c>; null: by the rule of API.md.</summary>
    [Id(8)]
    public string? Figures { get; init; }

    /// <summary>Answer at exactly this ledger vector.</summary>
    [Id(9)]
    public string? Positions { get; init; }

    /// <summary>Catch up to at least this vector first.</summary>
    [Id(10)]
    public string? MinPositions { get; init; }

    /// <summary>Answer as known at this recorded time.</summary>
    [Id(11)]
    public DateTimeOffset? AsOf { get; init; }
}

/// <summary>low / best / high of a sum; high null: unbounded; unknown: incidents without a figure.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Sum")]
public sealed record Sum(
    [property: Id(0)] long Low,
    [property: Id(1)] long Best,
    [property: Id(2)] long? High,
    [property: Id(3)] long Unknown);

/// <summary>low / best / high of a count.</summary>
[GenerateSerializer, Immutable, Alias("Actors.CountRange")]
public sealed record CountRange(
    [property: Id(0)] long Low,
    [property: Id(1)] long Best,
    [property: Id(2)] long High);

/// <summary>One line of a breakdown.</summary>
[GenerateSerializer, Immutable, Alias("Actors.BreakdownRow")]
public sealed record BreakdownRow(
    [property: Id(0)] string Key,
    [property: Id(1)] CountRange Incidents,
    [property: Id(2)] Sum Killed,
    [property: Id(3)] Sum Injured);

/// <summary>A tally and where in the ledger it was read.</summary>
[GenerateSerializer, Immutable, Alias("Actors.TallyAnswer")]
public sealed record TallyAnswer
{
    [Id(0)]
    public required string Subject { get; init; }

    [Id(1)]
    public required CountRange Incidents { get; init; }

    [Id(2)]
    public required Sum Killed { get; init; }

    [Id(3)]
    public required Sum Injured { get; init; }

    [Id(4)]
    public required long Intercepted { get; init; }

    [Id(5)]
    public required long Contested { get; init; }

    [Id(6)]
    public required long Undated { get; init; }

    /// <summary>Null when none was asked for.</summary>
    [Id(7)]
    public IReadOnlyList<BreakdownRow>? Breakdown { get; init; }

    /// <summary>Ledger vector at which it is exact.</summary>
    [Id(8)]
    public required string Positions { get; init; }

    /// <summary>Recorded time of the last entry folded in (the time asked for with AsOf).</summary>
    [Id(9)]
    public required DateTimeOffset AsOf { get; init; }
}
