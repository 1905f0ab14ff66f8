using System.Collections.Immutable;

namespace Actors.Domain.Tallies;

/// <summary>A count of incidents: at least, best, at most. Apart where membership is contested.</summary>
public readonly record struct CountRange(long Low, long Best, long High);

/// <summary>A sum of killed or injured.</summary>
/// <param name="High">Null when a figure in it has no upper bound.</param>
/// <param name="Unknown">Incidents (best) without a figure; they add nothing to the sums.</param>
public readonly record struct FigureSum(long Low, long Best, long? High, long Unknown);

/// <summary>One line of a breakdown. Lines with no incident at best are left out.</summary>
/// <param name="Key">A subject id, a slug, a day, a Monday, a month, or <c>unknown</c> for an absent value.</param>
public sealed record TallyRow(string Key, long Incidents, CountRange IncidentsRange, FigureSum Killed, FigureSum Injured);

/// <summary>The answer to a <see cref="TallyFilter"/>.</summary>
public sealed record TallyResult
{
    /// <summary>Nothing counted.</summary>
    public static TallyResult Empty { get; } = new();

    /// <summary>The best count.</summary>
    public long Incidents => IncidentsRange.Best;

    public CountRange IncidentsRange { get; init; }

    public FigureSum Killed { get; init; } = new(0, 0, 0, 0);

    public FigureSum Injured { get; init; } = new(0, 0, 0, 0);

    /// <summary>Incidents (best) whose chosen outcome is intercepted.</summary>
    public long Intercepted { get; init; }

    /// <summary>Incidents (best) with a contested field or membership.</summary>
    public long Contested { get; init; }

    /// <summary>Incidents (best) whose day is not known yet; among <see cref="Incidents"/> only when no window is given.</summary>
    public long Undated { get; init; }

    /// <summary>By key, ordinal. Empty when no breakdown was asked for.</summary>
    public ImmutableArray<TallyRow> Breakdown { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(TallyResult? other) =>
        other is not null && IncidentsRange == other.IncidentsRange && Killed == other.Killed && Injured == other.Injured
        && Intercepted == other.Intercepted && Contested == other.Contested && Undated == other.Undated
        && Breakdown.AsSpan().SequenceEqual(other.Breakdown.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IncidentsRange, Killed, Injured, Intercepted, Contested, Undated, Breakdown.Length);
}
