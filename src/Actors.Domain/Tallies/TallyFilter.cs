using System.Collections.Immutable;
using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

/// <summary>What a breakdown is by.</summary>
public enum TallyBy
{
    None,
    Day,

    /// <summary>Keyed by the week's Monday.</summary>
    Week,

    /// <summary>Keyed <c>yyyy-MM</c>.</summary>
    Month,
    Type,
    Outcome,

    /// <summary>Groups as named (canonical), never umbrellas.</summary>
    Perpetrator,

    /// <summary>Groups as named (canonical), never umbrellas; figures are that party's unless the filter says otherwise.</summary>
    Target,

    /// <summary>The base where there is one, else the leaf region.</summary>
    Place,

    /// <summary>Root sources of the live reports (for detectors; not in the public contract).</summary>
    RootSource,
}

/// <summary>Whose killed and injured are summed.</summary>
public enum FigureScope
{
    /// <summary>The figure for all parties where one is stated, else the sum over the parties that have one.</summary>
    All,

    /// <summary>Those of the party asked for, with its members: the target asked for, else the subject if it is a group. Where no
    /// party is asked for, as <see cref="All"/>.</summary>
    Party,
}

/// <summary>Which incidents a tally counts (API.md, <c>/tally</c>). Names are resolved to canonical keys.</summary>
public sealed record TallyFilter
{
    /// <summary>Whose tally.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>For a group: only incidents in which it has this role; null: either, each incident once.</summary>
    public GroupRole? Role { get; init; }

    /// <summary>First day, inclusive; null: no limit.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day, inclusive; null: no limit.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Any of these types; empty: all.</summary>
    public ImmutableArray<string> Types { get; init; } = [];

    /// <summary>Any of these outcomes; empty: all.</summary>
    public ImmutableArray<string> Outcomes { get; init; } = [];

    /// <summary>With this group, or a member of it, as perpetrator.</summary>
    public SubjectId? Perpetrator { get; init; }

    /// <summary>With this group, or a member of it, as target.</summary>
    public SubjectId? Target { get; init; }

    /// <summary>Only at any of these places or within them; empty: anywhere. (<c>region?target=G</c> is G as target within the region.)</summary>
    public ImmutableArray<SubjectId> Places { get; init; } = [];

    /// <summary>Whose figures; null: the party's where a target is asked for (or the role is target), else of all parties.</summary>
    public FigureScope? Figures { get; init; }

    /// <summary>True when neither end of the window is given: only then do undated incidents count.</summary>
    public bool IsAllTime => From is null && To is null;

    /// <summary>The party whose figures are summed, or null: of all parties.</summary>
    public SubjectId? Party => Figures switch
    {
        FigureScope.All => null,
        FigureScope.Party => Target ?? (Subject.Kind == SubjectKind.Group ? Subject : null),
        _ => Target ?? (Subject.Kind == SubjectKind.Group && Role == GroupRole.Target ? Subject : null),
    };

    /// <summary>True when the day lies in the window.</summary>
    public bool Covers(DateOnly day) => (From is not { } from || day >= from) && (To is not { } to || day <= to);
}
