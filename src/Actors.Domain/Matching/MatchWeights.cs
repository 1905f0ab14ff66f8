using System.Collections.Immutable;

namespace Actors.Domain.Matching;

/// <summary>
/// What each agreement or contradiction between a report and an incident is worth: versioned data. A published version never changes.
/// Points are natural logarithms of odds. How they were found and what they achieve: DECISION.md beside this file.
/// </summary>
/// <remarks>The model is a conditional logit (McFadden, "Conditional logit analysis of qualitative choice behavior", 1974) over the candidates and
/// the choice "none of them"; what is summed are comparisons field by field as in Fellegi and Sunter, "A Theory for Record Linkage",
/// JASA 64 (1969).</remarks>
public sealed record MatchWeights
{
    /// <summary>From 1.</summary>
    public required int Version { get; init; }

    /// <summary>Both begin on the same day.</summary>
    public required double SameDay { get; init; }

    /// <summary>The days overlap without beginning alike.</summary>
    public required double OverlappingDays { get; init; }

    /// <summary>One ends on the day before the other begins.</summary>
    public required double NextDay { get; init; }

    /// <summary>Both lasted the same number of days, more than one.</summary>
    public required double SameLength { get; init; }

    /// <summary>They lasted differently long.</summary>
    public required double OtherLength { get; init; }

    /// <summary>The day is not known equally exactly.</summary>
    public required double OtherDayPrecision { get; init; }

    /// <summary>Both state how exactly the place is known, and not alike.</summary>
    public required double OtherPlacePrecision { get; init; }

    /// <summary>The same base.</summary>
    public required double SameBase { get; init; }

    /// <summary>Positions within <see cref="NearKilometres"/>, no two labels that differ.</summary>
    public required double SamePosition { get; init; }

    /// <summary>Positions within <see cref="NearKilometres"/> under labels that differ however they are transliterated.</summary>
    public required double SamePositionOtherName { get; init; }

    /// <summary>How far apart two gazetteers put one place, km.</summary>
    public required double NearKilometres { get; init; }

    /// <summary>Positions within <see cref="FarKilometres"/>.</summary>
    public required double NeighbouringPosition { get; init; }

    /// <summary>Beyond this distance two positions exclude each other, km.</summary>
    public required double FarKilometres { get; init; }

    /// <summary>The same label, a position missing.</summary>
    public required double SameName { get; init; }

    /// <summary>The same region, a position missing.</summary>
    public required double SameRegion { get; init; }

    /// <summary>One place lies within the other, a position missing.</summary>
    public required double WithinRegion { get; init; }

    /// <summary>The same type.</summary>
    public required double SameType { get; init; }

    /// <summary>One type is the more general of the other.</summary>
    public required double RelatedType { get; init; }

    /// <summary>Types that exclude each other.</summary>
    public required double OtherType { get; init; }

    /// <summary>A group named by both in the same role; once a role.</summary>
    public required double SameGroup { get; init; }

    /// <summary>No group in common, but one is an umbrella of another in the same role.</summary>
    public required double UmbrellaGroup { get; init; }

    /// <summary>Nobody named by the one in a role is named, or covered, by the other in it.</summary>
    public required double OtherGroup { get; init; }

    /// <summary>The same number killed, or injured, by its best value: each step holds from its number on, the first from 0. Large numbers
    /// agree by chance least.</summary>
    public required ImmutableArray<MatchStep> SameFigure { get; init; }

    /// <summary>The figures differ, but one is open at the top and the other above its least.</summary>
    public required double CompatibleFigure { get; init; }

    /// <summary>Bounds overlap, the figures differ.</summary>
    public required double OverlappingFigure { get; init; }

    /// <summary>Figures that cannot both be true.</summary>
    public required double OtherFigure { get; init; }

    /// <summary>No figure that both state.</summary>
    public required double UnknownFigure { get; init; }

    /// <summary>Parties whose figures both state, all alike.</summary>
    public required double SameParties { get; init; }

    /// <summary>Parties whose figures both state, some apart.</summary>
    public required double OtherParties { get; init; }

    /// <summary>For "none of them", where the report has a base or position.</summary>
    public required double NoneOfPosition { get; init; }

    /// <summary>Added to it times ln(1 + n), n the incidents that fit in place, days and groups: where much happens, two reports alike are
    /// less surely about one event.</summary>
    public required double CrowdAtPosition { get; init; }

    /// <summary>As <see cref="NoneOfPosition"/>, where only a region is known.</summary>
    public required double NoneOfRegion { get; init; }

    /// <summary>As <see cref="CrowdAtPosition"/>, where only a region is known.</summary>
    public required double CrowdInRegion { get; init; }

    /// <summary>From this chance on the report joins the incident, 0 … 1.</summary>
    public required double MatchFrom { get; init; }

    /// <summary>From this chance on an analyst is shown the pair, 0 … 1.</summary>
    public required double SuggestFrom { get; init; }

    /// <summary>Most candidates that are weighed; those that fit best are kept.</summary>
    public required int MaxCandidates { get; init; }

    /// <summary>Version 1.</summary>
    public static MatchWeights Default { get; } = new()
    {
        Version = 1,
        SameDay = 0.9,
        OverlappingDays = 0.5,
        NextDay = -0.3,
        SameLength = 1.5,
        OtherLength = -4.5,
        OtherDayPrecision = -3.0,
        OtherPlacePrecision = -6.0,
        SameBase = 4.0,
        SamePosition = 2.8,
        SamePositionOtherName = -3.0,
        NearKilometres = 3,
        NeighbouringPosition = -5.0,
        FarKilometres = 20,
        SameName = 0.8,
        SameRegion = -0.6,
        WithinRegion = -1.3,
        SameType = 0.3,
        RelatedType = 0.1,
        OtherType = -5.0,
        SameGroup = 0.1,
        UmbrellaGroup = 0.3,
        OtherGroup = -6.0,
        SameFigure = [new(0, 2.5), new(1, 0.3), new(2, 1.0), new(3, 2.0), new(4, 0.8), new(5, 2.1), new(6, 2.2), new(10, 2.5), new(20, 3.4)],
        CompatibleFigure = -1.0,
        OverlappingFigure = -5.0,
        OtherFigure = -6.0,
        UnknownFigure = -1.5,
        SameParties = 1.5,
        OtherParties = -6.0,
        NoneOfPosition = 0.3,
        CrowdAtPosition = 1.7,
        NoneOfRegion = -1.9,
        CrowdInRegion = 0.0,
        MatchFrom = 0.87,
        SuggestFrom = 0.05,
        MaxCandidates = 64,
    };
}

/// <summary>Points that hold from a number on.</summary>
public readonly record struct MatchStep(long From, double Points);
