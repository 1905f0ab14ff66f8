using System.Collections.Immutable;
using Actors.Domain.Catalogue;
using Actors.Domain.Reports;

namespace Actors.Domain.Matching;

/// <summary>Weighs what two reports say of day, place, type, groups and figures. Symmetric.</summary>
internal sealed class PairComparison(MatchWeights weights, ICatalogue catalogue)
{
    private const double KilometresPerDegree = 111.195;

    /// <summary>Points that exclude a pair.</summary>
    public const double Excluded = -20;

    /// <summary>Whether the days are within one of each other: only such pairs are weighed.</summary>
    public static bool DaysMeet(MatchFacts a, MatchFacts b) =>
        a.From.DayNumber - b.To.DayNumber <= 1 && b.From.DayNumber - a.To.DayNumber <= 1;

    /// <summary>What speaks for and against one event, and whether place and groups fit.</summary>
    public (double Points, bool Fits) Compare(MatchFacts a, MatchFacts b, List<MatchReason>? reasons)
    {
        var place = Place(a, b, reasons);
        var groups = Math.Min(
            Groups(a.Perpetrators, b.Perpetrators, "perpetrators", reasons, out var perpetrators),
            Groups(a.Targets, b.Targets, "targets", reasons, out var targets));
        var points = place + perpetrators + targets
            + Days(a, b, reasons)
            + Precision(a, b, reasons)
            + Type(a.Type, b.Type, reasons)
            + Figures(a, b, reasons);
        return (points, place > weights.NeighbouringPosition && groups > weights.OtherGroup);
    }

    private double Days(MatchFacts a, MatchFacts b, List<MatchReason>? reasons)
    {
        var points = a.From == b.From ? Say(weights.SameDay, reasons, "same first day")
            : a.From <= b.To && b.From <= a.To ? Say(weights.OverlappingDays, reasons, "overlapping days")
            : Say(weights.NextDay, reasons, "a day apart");
        var length = a.To.DayNumber - a.From.DayNumber;
        return points + (length != b.To.DayNumber - b.From.DayNumber ? Say(weights.OtherLength, reasons, "other duration")
            : length > 0 ? Say(weights.SameLength, reasons, "same duration")
            : 0);
    }

    private double Precision(MatchFacts a, MatchFacts b, List<MatchReason>? reasons) =>
        (a.Precision == b.Precision ? 0 : Say(weights.OtherDayPrecision, reasons, "days known less exactly"))
        + (a.PlacePrecision is null || b.PlacePrecision is null || a.PlacePrecision == b.PlacePrecision
            ? 0
            : Say(weights.OtherPlacePrecision, reasons, "places known less exactly"));

    private double Place(MatchFacts a, MatchFacts b, List<MatchReason>? reasons)
    {
        if (a.Leaf == b.Leaf && a.Leaf.Kind == SubjectKind.Base)
        {
            return Say(weights.SameBase, reasons, "same base");
        }

        var sameName = a.Name.Length >= NameFold.ShortestLoose && a.Name == b.Name;
        if (a.Lat is { } lat && b.Lat is { } otherLat)
        {
            var distance = Kilometres(lat, a.Lon!.Value, otherLat, b.Lon!.Value);
            return distance > weights.FarKilometres ? Say(Excluded, reasons, $"{distance:0} km apart")
                : distance > weights.NearKilometres ? Say(weights.NeighbouringPosition, reasons, $"{distance:0} km apart")
                : sameName || a.Name.Length == 0 || b.Name.Length == 0 ? Say(weights.SamePosition, reasons, "same position")
                : Say(weights.SamePositionOtherName, reasons, "same position under another name");
        }

        return a.Leaf != b.Leaf && !a.Lineage.Contains(b.Leaf) && !b.Lineage.Contains(a.Leaf) ? Say(Excluded, reasons, $"{a.Leaf} is not {b.Leaf}")
            : sameName ? Say(weights.SameName, reasons, "same place by name")
            : a.Leaf == b.Leaf ? Say(weights.SameRegion, reasons, "same region")
            : Say(weights.WithinRegion, reasons, "one place within the other");
    }

    private double Type(string? a, string? b, List<MatchReason>? reasons) =>
        a is null || b is null ? 0
        : a == b ? Say(weights.SameType, reasons, "same type")
        : EventTypes.IsMoreSpecific(a, b) || EventTypes.IsMoreSpecific(b, a) ? Say(weights.RelatedType, reasons, "related type")
        : Say(weights.OtherType, reasons, $"type {a} is not {b}");

    private double Groups(ImmutableArray<string> a, ImmutableArray<string> b, string role, List<MatchReason>? reasons, out double points) =>
        points = a.IsEmpty || b.IsEmpty ? 0 : Groups(a, b, role, reasons);

    private double Groups(ImmutableArray<string> a, ImmutableArray<string> b, string role, List<MatchReason>? reasons)
    {
        var related = false;
        foreach (var one in a)
        {
            foreach (var other in b)
            {
                if (one == other)
                {
                    return Say(weights.SameGroup, reasons, "same " + role);
                }

                related = related
                    || catalogue.Contains(SubjectId.Group(one), SubjectId.Group(other))
                    || catalogue.Contains(SubjectId.Group(other), SubjectId.Group(one));
            }
        }

        return related ? Say(weights.UmbrellaGroup, reasons, "related " + role) : Say(weights.OtherGroup, reasons, "other " + role);
    }

    private double Figures(MatchFacts a, MatchFacts b, List<MatchReason>? reasons)
    {
        var both = false;
        var points = Figure(a.Killed, b.Killed, "killed", reasons, ref both) + Figure(a.Injured, b.Injured, "injured", reasons, ref both);
        return both ? points + Parties(a.Parties, b.Parties, reasons) : Say(weights.UnknownFigure, reasons, "no figures to compare");
    }

    private double Figure(Figure? a, Figure? b, string measure, List<MatchReason>? reasons, ref bool both)
    {
        if (a is not { } one || b is not { } other)
        {
            return 0;
        }

        both = true;
        if (one == other)
        {
            return Say(weights.SameFigure.Last(step => step.From <= one.Best).Points, reasons, "same number " + measure);
        }

        var overlap = one.Low <= (other.High ?? long.MaxValue) && other.Low <= (one.High ?? long.MaxValue);
        return !overlap ? Say(weights.OtherFigure, reasons, "other number " + measure)
            : one.High is null || other.High is null ? Say(weights.CompatibleFigure, reasons, $"numbers {measure} that may both be true")
            : Say(weights.OverlappingFigure, reasons, $"overlapping numbers {measure}");
    }

    private double Parties(ImmutableArray<Casualties> a, ImmutableArray<Casualties> b, List<MatchReason>? reasons)
    {
        var shared = false;
        foreach (var one in a)
        {
            foreach (var other in b)
            {
                if (one.Party != other.Party)
                {
                    continue;
                }

                shared = true;
                if (Apart(one.Killed, other.Killed) || Apart(one.Injured, other.Injured))
                {
                    return Say(weights.OtherParties, reasons, "other numbers by party");
                }
            }
        }

        return shared ? Say(weights.SameParties, reasons, "same numbers by party") : 0;
    }

    private static bool Apart(Figure? a, Figure? b) =>
        a is { } one && b is { } other && (one.Low > (other.High ?? long.MaxValue) || other.Low > (one.High ?? long.MaxValue));

    private static double Say(double points, List<MatchReason>? reasons, string text)
    {
        reasons?.Add(new MatchReason(text, points));
        return points;
    }

    // Equirectangular approximation: within 0.5 % up to 100 km away from the poles.
    private static double Kilometres(double latA, double lonA, double latB, double lonB)
    {
        var across = Math.Abs(lonA - lonB);
        var x = Math.Min(across, 360 - across) * Math.Cos((latA + latB) / 2 * Math.PI / 180);
        var y = latA - latB;
        return Math.Sqrt((x * x) + (y * y)) * KilometresPerDegree;
    }
}
