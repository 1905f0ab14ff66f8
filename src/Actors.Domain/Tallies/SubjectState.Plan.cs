using System.Collections.Immutable;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

public sealed partial class SubjectState
{
    /// <summary>How cells answer the question exactly, or null when they cannot.</summary>
    private SubjectQuery? Plan(TallyFilter own, TallyBy by, ICatalogue catalogue)
    {
        var restricted = -1;
        bool[]? taken = [];
        var restrictions = (own.Types.IsEmpty ? 0 : 1) + (own.Outcomes.IsEmpty ? 0 : 1) + (own.Perpetrator is null ? 0 : 1)
            + (own.Target is null ? 0 : 1) + (own.Places.IsEmpty ? 0 : 1);
        if (restrictions > 1)
        {
            return null;
        }

        if (restrictions == 1)
        {
            (restricted, taken) =
                !own.Types.IsEmpty ? (0, Slugs(0, own.Types, severalTypes, own.Role))
                : !own.Outcomes.IsEmpty ? (1, Slugs(1, own.Outcomes, severalOutcomes, own.Role))
                : own.Perpetrator is { } perpetrator ? (2, GroupOf(2, perpetrator, catalogue))
                : own.Target is { } target ? (3, GroupOf(3, target, catalogue))
                : (4, PlacesOf(own.Places, catalogue));
            if (taken is null)
            {
                return null;
            }
        }

        if (by != TallyBy.None && !by.IsTime())
        {
            var dimension = SectionCells.DimensionOf(by);
            if (values[dimension].Overflowed || (restricted >= 0 && (restricted != dimension || dimension is 2 or 3)))
            {
                return null;
            }
        }

        return Figures(own, by, restricted) is { } figures ? new SubjectQuery(own, by, restricted, taken, figures.Total, figures.Rows) : null;
    }

    /// <summary>Which figures the cells are to give: those of the party or of all; null when they hold not those asked for.</summary>
    private (bool Total, bool Rows)? Figures(TallyFilter own, TallyBy by, int restricted)
    {
        var rowsOfParty = by == TallyBy.Target && own.Figures != FigureScope.All;
        if (own.Party is not { } party)
        {
            return (false, rowsOfParty);
        }

        // Cells of a target hold that target's figures; all other cells of a group as target hold the group's.
        if (own.Target == party && restricted == 3)
        {
            return (true, true);
        }

        return party == Subject && own.Role == GroupRole.Target && restricted != 3 ? (true, true) : null;
    }

    /// <summary>Sums over several types or outcomes are exact only while no incident has two of them.</summary>
    private bool[]? Slugs(int dimension, ImmutableArray<string> wanted, int[] several, GroupRole? role)
    {
        if (wanted.Distinct().Count() > 1)
        {
            for (var section = 0; section < kinds.Length; section++)
            {
                if (several[section] != 0 && Weight(kinds[section], role) != 0)
                {
                    return null;
                }
            }
        }

        var table = values[dimension];
        var taken = new bool[table.Count];
        foreach (var value in wanted)
        {
            var number = table.Find(RowKey.Slug(value));
            if (number >= 0)
            {
                taken[number] = true;
            }
            else if (table.Overflowed)
            {
                return null;
            }
        }

        return taken;
    }

    /// <summary>One group as named; an umbrella's members cannot be summed, since one incident may name two of them.</summary>
    private bool[]? GroupOf(int dimension, SubjectId group, ICatalogue catalogue)
    {
        var table = values[dimension];
        if (table.Overflowed)
        {
            return null;
        }

        var taken = new bool[table.Count];
        for (var i = 0; i < table.Count; i++)
        {
            var value = table[i];
            if (value.Kind != RowKind.Group)
            {
                continue;
            }

            if (value.Subject == group)
            {
                taken[i] = true;
            }
            else if (catalogue.Contains(group, value.Subject))
            {
                return null;
            }
        }

        return taken;
    }

    private bool[]? PlacesOf(ImmutableArray<SubjectId> places, ICatalogue catalogue)
    {
        var table = values[4];
        if (table.Overflowed || Subject.Kind != SubjectKind.Group)
        {
            return null;
        }

        var taken = new bool[table.Count];
        for (var i = 0; i < taken.Length; i++)
        {
            foreach (var place in places)
            {
                taken[i] |= catalogue.Contains(place, table[i].Subject, table[i].Within);
            }
        }

        return taken;
    }
}
