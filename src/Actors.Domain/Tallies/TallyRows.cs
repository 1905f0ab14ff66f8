using System.Collections.Immutable;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

/// <summary>One row an incident counts in, and how.</summary>
internal readonly record struct RowAt(RowKey Key, Membership At);

/// <summary>The rows of a breakdown that one incident counts in; part of the same definition as <see cref="TallyMeasure"/>.</summary>
internal static class TallyRows
{
    /// <summary>Adds the rows of a breakdown by anything but time.</summary>
    /// <param name="at">How the incident counts for the filter.</param>
    public static void Add(Contribution contribution, TallyFilter filter, TallyBy by, ICatalogue catalogue, Membership at, List<RowAt> into)
    {
        switch (by)
        {
            case TallyBy.Type:
                Values(contribution.Types, filter.Types, at, into);
                break;
            case TallyBy.Outcome:
                Values(contribution.Outcomes, filter.Outcomes, at, into);
                break;
            case TallyBy.Perpetrator:
                Groups(contribution, GroupRole.Perpetrator, catalogue, at, into);
                break;
            case TallyBy.Target:
                Groups(contribution, GroupRole.Target, catalogue, at, into);
                break;
            case TallyBy.Place:
                Places(contribution, filter, catalogue, at, into);
                break;
            case TallyBy.RootSource:
                Roots(contribution, at, into);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(by), by, "not a breakdown by value");
        }
    }

    /// <summary>The party whose figures a row shows: with a breakdown by target the target's, unless all parties' are asked for.</summary>
    public static SubjectId? Party(TallyFilter filter, TallyBy by, in RowKey row) =>
        by == TallyBy.Target && filter.Figures != FigureScope.All
            ? row.Kind == RowKind.Group ? row.Subject : null
            : filter.Party;

    private static void Values(ImmutableArray<Member<string>> members, ImmutableArray<string> wanted, Membership at, List<RowAt> into)
    {
        for (var i = 0; i < members.Length; i++)
        {
            var value = members[i].Value;
            if ((!wanted.IsEmpty && !wanted.Contains(value)) || SeenBefore(members, i))
            {
                continue;
            }

            Membership inside = 0, outside = 0;
            foreach (var member in members)
            {
                if (member.Value == value)
                {
                    inside |= member.Membership;
                }
                else
                {
                    outside |= member.Membership;
                }
            }

            Put(RowKey.Slug(value), at & TallyMeasure.Close(inside, outside), into);
        }
    }

    private static bool SeenBefore(ImmutableArray<Member<string>> members, int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (members[i].Value == members[index].Value)
            {
                return true;
            }
        }

        return false;
    }

    private static void Groups(Contribution contribution, GroupRole role, ICatalogue catalogue, Membership at, List<RowAt> into)
    {
        var first = into.Count;
        Membership named = 0;
        foreach (var member in contribution.Groups)
        {
            if (member.Role != role || member.Membership == Membership.None)
            {
                continue;
            }

            named |= member.Membership;
            var key = RowKey.Group(catalogue.Canonical(SubjectId.Group(member.Group)));
            var known = Find(key, first, into);
            if (known < 0)
            {
                into.Add(new RowAt(key, member.Membership));
            }
            else
            {
                into[known] = new RowAt(key, into[known].At | member.Membership);
            }
        }

        for (var i = into.Count - 1; i >= first; i--)
        {
            var both = into[i].At & at;
            if (both == Membership.None)
            {
                into.RemoveAt(i);
            }
            else
            {
                into[i] = new RowAt(into[i].Key, both);
            }
        }

        // Nobody is named: for certain when no live claim names anybody, at best when the chosen value names nobody.
        Put(RowKey.Unknown, at & (named == Membership.None ? Membership.Low : named.Includes(Membership.Best) ? Membership.None : Membership.Best), into);
    }

    private static void Places(Contribution contribution, TallyFilter filter, ICatalogue catalogue, Membership at, List<RowAt> into)
    {
        var first = into.Count;
        foreach (var place in contribution.Places)
        {
            if (!TallyMeasure.PlaceIn(place, filter, catalogue))
            {
                continue;
            }

            var leaf = catalogue.Canonical(place.Leaf);
            var key = RowKey.Place(leaf, place.Within);
            if (FindPlace(key, first, into) >= 0)
            {
                continue;
            }

            Membership inside = 0, outside = 0;
            foreach (var other in contribution.Places)
            {
                if (other.Leaf == place.Leaf || catalogue.Canonical(other.Leaf) == leaf)
                {
                    inside |= other.Membership;
                }
                else
                {
                    outside |= other.Membership;
                }
            }

            Put(key, at & TallyMeasure.Close(inside, outside), into);
        }
    }

    private static void Roots(Contribution contribution, Membership at, List<RowAt> into)
    {
        foreach (var root in contribution.Roots)
        {
            Put(RowKey.Slug(root), at, into);
        }

        if (contribution.Roots.IsEmpty)
        {
            Put(RowKey.Unknown, at, into);
        }
    }

    private static void Put(RowKey key, Membership at, List<RowAt> into)
    {
        if (at != Membership.None)
        {
            into.Add(new RowAt(key, at));
        }
    }

    private static int Find(RowKey key, int first, List<RowAt> rows)
    {
        for (var i = first; i < rows.Count; i++)
        {
            if (rows[i].Key == key)
            {
                return i;
            }
        }

        return -1;
    }

    private static int FindPlace(RowKey key, int first, List<RowAt> rows)
    {
        for (var i = first; i < rows.Count; i++)
        {
            if (rows[i].Key.Kind == key.Kind && rows[i].Key.Text == key.Text)
            {
                return i;
            }
        }

        return -1;
    }
}
