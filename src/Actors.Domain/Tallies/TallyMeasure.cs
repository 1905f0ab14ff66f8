using System.Collections.Immutable;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Domain.Tallies;

/// <summary>How one incident counts for a question.</summary>
/// <param name="At">None: not at all. Undated incidents are in no window.</param>
/// <param name="Undated">Its day is not known and, the window apart, it is in at best.</param>
/// <param name="Intercepted">In at best, and its chosen outcome is intercepted.</param>
/// <param name="Contested">In at best, and a field or membership of it is contested.</param>
/// <param name="DayPrecise">In at best, and its day is known to the day.</param>
/// <param name="Killed">Of the party asked for (or of all); null: nobody reported it.</param>
/// <param name="Injured">As <paramref name="Killed"/>.</param>
public readonly record struct IncidentCount(
    Membership At, bool Undated, bool Intercepted, bool Contested, bool DayPrecise, Figure? Killed, Figure? Injured);

/// <summary>An incident that reads otherwise than it is stored: presence contests who its targets were.</summary>
/// <param name="Stored">As the subject folded it.</param>
/// <param name="Read">As <c>PresenceView.Apply</c> shows it.</param>
public readonly record struct ReadOtherwise(Contribution Stored, Contribution Read);

/// <summary>
/// The one place that says how an incident counts. Live cells, the fold of a list, <c>verify</c> and as-of all ask here.
/// </summary>
/// <remarks>
/// An incident is in a set of days, places, types or outcomes at high when a live claim puts it there, at best when the chosen value
/// lies there, and at low when no live claim puts it elsewhere (several places of one region contest nothing about the region). Groups are
/// sets: naming one denies no other, so an incident is in at the surest of the members that match. Umbrella links are read on the
/// incident's day. What holds for each dimension is combined by "and".
/// </remarks>
public static partial class TallyMeasure
{
    internal const string Intercepted = "intercepted";

    /// <summary>How the incident counts for the filter.</summary>
    public static IncidentCount Of(Contribution contribution, TallyFilter filter, ICatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(contribution);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(catalogue);
        var anyDay = Places(contribution, filter, catalogue) & Types(contribution, filter) & Outcomes(contribution, filter);
        if (anyDay == Membership.None)
        {
            return default;
        }

        if (contribution.Days.IsEmpty)
        {
            var undated = anyDay & Groups(contribution, filter, catalogue, null);
            return undated == Membership.None
                ? default
                : Count(contribution, filter.IsAllTime ? undated : Membership.None, undated.Includes(Membership.Best), contribution.Contested, Casualties(contribution, filter.Party, null, catalogue));
        }

        var at = anyDay & OnDays(contribution, filter, catalogue, filter.From, filter.To);
        if (at == Membership.None)
        {
            return default;
        }

        var day = FigureDay(contribution, filter.From, filter.To);
        return Count(contribution, at, undated: false, contribution.Contested, Casualties(contribution, filter.Party, day, catalogue));
    }

    /// <summary>Low where nothing in the set can be elsewhere; see the remarks of the class.</summary>
    internal static Membership Close(Membership inside, Membership outside)
    {
        if (inside.Includes(Membership.Best) && !inside.Includes(Membership.Low) && outside == Membership.None)
        {
            return Membership.Low;
        }

        return inside;
    }

    internal static Membership Places(Contribution contribution, TallyFilter filter, ICatalogue catalogue)
    {
        if (filter.Subject.Kind == SubjectKind.Group && filter.Places.IsEmpty)
        {
            return Membership.Low;
        }

        Membership inside = 0, outside = 0;
        foreach (var place in contribution.Places)
        {
            if (PlaceIn(place, filter, catalogue))
            {
                inside |= place.Membership;
            }
            else
            {
                outside |= place.Membership;
            }
        }

        return Close(inside, outside);
    }

    internal static bool PlaceIn(PlaceMember place, TallyFilter filter, ICatalogue catalogue)
    {
        if (filter.Subject.Kind != SubjectKind.Group && !catalogue.Contains(filter.Subject, place.Leaf, place.Within))
        {
            return false;
        }

        if (filter.Places.IsEmpty)
        {
            return true;
        }

        foreach (var limit in filter.Places)
        {
            if (catalogue.Contains(limit, place.Leaf, place.Within))
            {
                return true;
            }
        }

        return false;
    }

    internal static Membership Values(ImmutableArray<Member<string>> members, ImmutableArray<string> wanted)
    {
        Membership inside = 0, outside = 0;
        foreach (var member in members)
        {
            if (wanted.IsEmpty || wanted.Contains(member.Value))
            {
                inside |= member.Membership;
            }
            else
            {
                outside |= member.Membership;
            }
        }

        return Close(inside, outside);
    }

    /// <summary>Every requirement on groups, read on a day (null: undated, links count whatever their dates).</summary>
    internal static Membership Groups(Contribution contribution, TallyFilter filter, ICatalogue catalogue, DateOnly? day)
    {
        var at = Membership.Low;
        if (filter.Subject.Kind == SubjectKind.Group)
        {
            at &= Group(contribution, filter.Subject, filter.Role, catalogue, day);
        }

        if (filter.Perpetrator is { } perpetrator && at != Membership.None)
        {
            at &= Group(contribution, perpetrator, GroupRole.Perpetrator, catalogue, day);
        }

        if (filter.Target is { } target && at != Membership.None)
        {
            at &= Group(contribution, target, GroupRole.Target, catalogue, day);
        }

        return at;
    }

    internal static Membership Group(Contribution contribution, SubjectId group, GroupRole? role, ICatalogue catalogue, DateOnly? day)
    {
        Membership at = 0;
        foreach (var member in contribution.Groups)
        {
            if ((role is null || member.Role == role) && !at.Includes(member.Membership)
                && catalogue.Contains(group, SubjectId.Group(member.Group), null, day))
            {
                at |= member.Membership;
            }
        }

        return at;
    }

    /// <summary>Days and groups together, since umbrella links are read on the day. The incident has at least one day.</summary>
    internal static Membership OnDays(Contribution contribution, TallyFilter filter, ICatalogue catalogue, DateOnly? from, DateOnly? to)
    {
        Membership union = 0, outside = 0;
        var everywhere = Membership.Low;
        foreach (var day in contribution.Days)
        {
            if ((from is { } first && day.Value < first) || (to is { } last && day.Value > last))
            {
                outside |= day.Membership;
                continue;
            }

            var groups = Groups(contribution, filter, catalogue, day.Value);
            union |= day.Membership & groups;
            if (day.Membership != Membership.None)
            {
                everywhere &= groups;
            }
        }

        return outside == Membership.None && union.Includes(Membership.Best) && everywhere.Includes(Membership.Low) ? Membership.Low
            : contribution.Days.Length == 1 ? union
            : union.Includes(Membership.Low) && !everywhere.Includes(Membership.Low) ? union & Membership.Best
            : union;
    }

    internal static bool IsIntercepted(Contribution contribution)
    {
        foreach (var outcome in contribution.Outcomes)
        {
            if (outcome.Membership.Includes(Membership.Best) && outcome.Value == Intercepted)
            {
                return true;
            }
        }

        return false;
    }

    private static Membership Types(Contribution contribution, TallyFilter filter) =>
        filter.Types.IsEmpty ? Membership.Low : Values(contribution.Types, filter.Types);

    private static Membership Outcomes(Contribution contribution, TallyFilter filter) =>
        filter.Outcomes.IsEmpty ? Membership.Low : Values(contribution.Outcomes, filter.Outcomes);

    private static IncidentCount Count(Contribution contribution, Membership at, bool undated, bool contested, PartyCasualties figures)
    {
        var best = at.Includes(Membership.Best);
        return new IncidentCount(
            at,
            undated,
            best && IsIntercepted(contribution),
            best && contested,
            best && IsDayPrecise(contribution),
            figures.Killed,
            figures.Injured);
    }

    internal static bool IsDayPrecise(Contribution contribution) => contribution.Precision == DayPrecision.Day && !contribution.Days.IsEmpty;
}
