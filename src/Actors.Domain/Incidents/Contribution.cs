using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>How surely something belongs: low (no live claim contradicts it), best (the value chosen), high (any live claim has it).
/// Low implies best, best implies high.</summary>
[Flags]
public enum Membership : byte
{
    None = 0,

    /// <summary>Some live claim has it.</summary>
    High = 1,

    /// <summary>It is the value chosen.</summary>
    Best = 2 | High,

    /// <summary>Nothing contradicts it.</summary>
    Low = 4 | Best,
}

/// <summary>A value with how surely it belongs.</summary>
public readonly record struct Member<T>(T Value, Membership Membership);

/// <summary>A place an incident may count at.</summary>
/// <param name="Leaf">The base where there is one, else the leaf region; as named, canonical at the time of recording.</param>
/// <param name="Within">For a base the catalogue did not know: the region the report gave, else <c>region:world</c>. Null where the
/// catalogue knows the leaf. For a region the catalogue did not know: its parent.</param>
public readonly record struct PlaceMember(SubjectId Leaf, SubjectId? Within, Membership Membership);

/// <summary>Role of a group in an incident.</summary>
public enum GroupRole
{
    Perpetrator,
    Target,
}

/// <summary>A group an incident may count for, as named (never an umbrella of it).</summary>
public readonly record struct GroupMember(string Group, GroupRole Role, Membership Membership);

/// <summary>Assessed casualties of one party; null figure: nobody reported it.</summary>
/// <param name="Party">The group key, or null: of all parties together.</param>
public readonly record struct PartyFigures(string? Party, Figure? Killed, Figure? Injured);

/// <summary>
/// Everything one revision of one incident adds to any tally: facts of every live claim, not only of the chosen values.
/// Ancestors, umbrellas, theatres and joins are not in it; they are expanded from the catalogue when it is read.
/// </summary>
/// <remarks>A cell such as (day d, place p, type t) counts low/best/high as the conjunction of the members' flags.</remarks>
public sealed record Contribution
{
    public required Guid Incident { get; init; }

    /// <summary>From 1.</summary>
    public required int Revision { get; init; }

    /// <summary>Days it may count on (the first day of what occurred). Empty: undated.</summary>
    public ImmutableArray<Member<DateOnly>> Days { get; init; } = [];

    /// <summary>Last day, if it lasted longer than its chosen first day.</summary>
    public DateOnly? LastDay { get; init; }

    public DayPrecision Precision { get; init; }

    /// <summary>Never empty: <c>region:world</c> when no place is known.</summary>
    public required ImmutableArray<PlaceMember> Places { get; init; }

    /// <summary>Type slugs; never empty: <c>unknown</c> when none is stated.</summary>
    public required ImmutableArray<Member<string>> Types { get; init; }

    /// <summary>Outcomes as slugs (hit, intercepted, failed, unknown); never empty.</summary>
    public required ImmutableArray<Member<string>> Outcomes { get; init; }

    public ImmutableArray<GroupMember> Groups { get; init; } = [];

    public ImmutableArray<PartyFigures> Casualties { get; init; } = [];

    /// <summary>True when a field, or a membership, is contested (presence is added when read).</summary>
    public bool Contested { get; init; }

    /// <summary>Root sources of its live reports, distinct, sorted.</summary>
    public ImmutableArray<string> Roots { get; init; } = [];

    /// <summary>Greatest reliability among the live claims, A … F.</summary>
    public char Reliability { get; init; } = 'F';

    /// <summary>Best credibility among the live claims, 1 … 6.</summary>
    public int Credibility { get; init; } = 6;
}
