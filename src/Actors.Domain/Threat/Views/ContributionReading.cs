using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Domain.Threat.Views;

/// <summary>What a contribution is to one subject, as threat policies see it: its chosen (best) values.</summary>
public static class ContributionReading
{
    /// <summary>The incident, or null where the chosen values do not concern the subject. A group is concerned as a target.</summary>
    public static ViewIncident? Read(Contribution contribution, SubjectId subject, ICatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(contribution);
        ArgumentNullException.ThrowIfNull(catalogue);
        if (!Concerns(contribution, subject, catalogue))
        {
            return null;
        }

        var place = PlaceOf(contribution);
        var lineage = catalogue.Expand(place.Leaf, place.Within);
        var leaf = lineage.IsEmpty ? place.Leaf : lineage[0];
        var ofBase = leaf.Kind == SubjectKind.Base ? catalogue.FindBase(leaf.Key) : null;
        var ofRegion = leaf.Kind == SubjectKind.Region ? catalogue.FindRegion(leaf.Key) : null;
        return new ViewIncident
        {
            Id = contribution.Incident,
            Day = DayOf(contribution),
            DayPrecise = contribution.Precision == DayPrecision.Day,
            Place = leaf,
            PlaceName = ofBase?.Names.FirstOrDefault() ?? ofRegion?.Names.FirstOrDefault(),
            Subdivision = Of(lineage, "subdivision", catalogue),
            Country = Of(lineage, "country", catalogue),
            Type = Chosen(contribution.Types, out var type) ? type! : "unknown",
            Outcome = Chosen(contribution.Outcomes, out var outcome) ? outcome! : "unknown",
            Killed = Figure(contribution, subject, catalogue, static p => p.Killed),
            Injured = Figure(contribution, subject, catalogue, static p => p.Injured),
            Reliability = contribution.Reliability,
            Credibility = contribution.Credibility,
            Roots = contribution.Roots,
            Lat = ofBase?.Lat ?? ofRegion?.Lat,
            Lon = ofBase?.Lon ?? ofRegion?.Lon,
            Contested = contribution.Contested,
        };
    }

    /// <summary>True where <see cref="Read"/> gives an incident; for a fraction of its cost.</summary>
    public static bool Concerns(Contribution contribution, SubjectId subject, ICatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(contribution);
        ArgumentNullException.ThrowIfNull(catalogue);
        if (subject.Kind != SubjectKind.Group)
        {
            var place = PlaceOf(contribution);
            return catalogue.Contains(subject, place.Leaf, place.Within);
        }

        foreach (var group in contribution.Groups)
        {
            if (group.Role == GroupRole.Target && group.Membership.HasFlag(Membership.Best) && catalogue.Contains(subject, SubjectId.Group(group.Group)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The chosen day, or null: undated.</summary>
    public static DateOnly? DayOf(Contribution contribution)
    {
        ArgumentNullException.ThrowIfNull(contribution);
        foreach (var day in contribution.Days)
        {
            if (day.Membership.HasFlag(Membership.Best))
            {
                return day.Value;
            }
        }

        return null;
    }

    private static PlaceMember PlaceOf(Contribution contribution)
    {
        foreach (var place in contribution.Places)
        {
            if (place.Membership.HasFlag(Membership.Best))
            {
                return place;
            }
        }

        return contribution.Places[0];
    }

    private static bool Chosen<T>(IReadOnlyList<Member<T>> members, out T? value)
    {
        foreach (var member in members)
        {
            if (member.Membership.HasFlag(Membership.Best))
            {
                value = member.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    private static string? Of(IEnumerable<SubjectId> lineage, string kind, ICatalogue catalogue) =>
        lineage.Where(s => s.Kind == SubjectKind.Region).Select(s => catalogue.FindRegion(s.Key)).FirstOrDefault(r => r?.Kind == kind)?.Key;

    // Figures are per party: a group's are its own and its members'; a place's the sum over parties, or what is said of all together.
    private static long? Figure(Contribution contribution, SubjectId subject, ICatalogue catalogue, Func<PartyFigures, Figure?> pick)
    {
        if (subject.Kind != SubjectKind.Group && contribution.Casualties.FirstOrDefault(p => p.Party is null && pick(p) is not null) is { Party: null } whole && pick(whole) is { } all)
        {
            return all.Best;
        }

        long? sum = null;
        foreach (var party in contribution.Casualties)
        {
            if (party.Party is { } key && pick(party) is { } figure
                && (subject.Kind != SubjectKind.Group || catalogue.Expand(SubjectId.Group(key)).Contains(subject)))
            {
                sum = (sum ?? 0) + figure.Best;
            }
        }

        return sum;
    }
}
