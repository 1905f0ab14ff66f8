namespace Actors.Domain.Tallies;

/// <summary>Incidents (best) at one place on one day.</summary>
/// <param name="Place">The base where there is one, else the leaf region; <c>region:world</c> where nobody said.</param>
/// <param name="Within">For a place the catalogue may not know: the region it was reported in. Groups only.</param>
public readonly record struct PlaceCount(SubjectId Place, SubjectId? Within, long Incidents);

/// <summary>What policies and detectors look at: one day of a subject, best values.</summary>
public sealed record SubjectDay
{
    public required DateOnly Day { get; init; }

    public required long Incidents { get; init; }

    /// <summary>Incidents whose day is known to the day; detectors use these alone.</summary>
    public required long DayPrecise { get; init; }

    /// <summary>Incidents by chosen outcome.</summary>
    public required IReadOnlyDictionary<string, long> Outcomes { get; init; }

    /// <summary>Incidents by root source; an incident with two roots counts for both.</summary>
    public required IReadOnlyDictionary<string, long> Sources { get; init; }

    public required IReadOnlyList<PlaceCount> Places { get; init; }

    /// <summary>Sum of the known figures: of the group where it is asked as target, else of all parties.</summary>
    public required long Killed { get; init; }

    /// <inheritdoc cref="Killed"/>
    public required long Injured { get; init; }
}
