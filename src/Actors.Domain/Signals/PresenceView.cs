using System.Collections.Immutable;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Domain.Signals;

/// <summary>
/// Who is said not to be at a base, from presence signals that hold. It contests who the target of an incident was; computed when read,
/// never stored, so a later or withdrawn presence claim touches no incident.
/// </summary>
/// <remarks>
/// A claim holds from its <c>since</c>, else from the day it was published in the zone of the base. The absence of a group is the absence of
/// its members. A source's later claim with a since on or before the day supersedes its earlier one, about the same group or about a
/// member that is said to be there. One source's word that a group is there does not remove another's that it is not.
/// </remarks>
public sealed class PresenceView
{
    private readonly ICatalogue catalogue;

    private readonly Dictionary<SubjectId, List<PresenceClaim>> claims = [];

    /// <param name="holding">Signals that hold; those that are no presence are left aside.</param>
    /// <param name="catalogue">Members of umbrellas, joined bases, zones.</param>
    public PresenceView(IEnumerable<Signal> holding, ICatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(holding);
        ArgumentNullException.ThrowIfNull(catalogue);
        this.catalogue = catalogue;
        foreach (var signal in holding)
        {
            if (signal.Report is not PresenceReport presence)
            {
                continue;
            }

            var at = catalogue.Canonical(SubjectId.Base(presence.Base));
            if (!claims.TryGetValue(at, out var ofBase))
            {
                claims.Add(at, ofBase = []);
            }

            ofBase.Add(new PresenceClaim(
                signal,
                catalogue.Canonical(SubjectId.Group(presence.Group)),
                presence.RootSource,
                presence.Present,
                presence.Since ?? DayOf(signal, at)));
        }
    }

    /// <summary>Each claim that a group is not at a base, superseded or not: incidents elsewhere, or that ended before, are not contested.</summary>
    public IEnumerable<(SubjectId Base, DateOnly Since)> Absences =>
        claims.SelectMany(ofBase => ofBase.Value.Where(claim => !claim.Present).Select(claim => (ofBase.Key, claim.Since)));

    /// <summary>True when nobody is said to be present or absent anywhere.</summary>
    public bool IsEmpty => claims.Count == 0;

    /// <summary>True when some claim that holds on that day says the group is not at the base.</summary>
    public bool Contradicts(SubjectId atBase, DateOnly day, SubjectId group) => !Contradicting(atBase, day, group).IsEmpty;

    /// <summary>The absence claims that contradict an incident at the base on the day with the group as target, last first.</summary>
    public ImmutableArray<Signal> Contradicting(SubjectId atBase, DateOnly day, SubjectId group)
    {
        if (claims.Count == 0 || !claims.TryGetValue(catalogue.Canonical(atBase), out var ofBase))
        {
            return [];
        }

        List<Signal>? contradicting = null;
        var member = catalogue.Canonical(group);
        foreach (var claim in ofBase)
        {
            if (!claim.Present && claim.Since <= day && Covers(claim.Group, member, day) && !IsSuperseded(claim, member, day, ofBase))
            {
                (contradicting ??= []).Add(claim.Signal);
            }
        }

        contradicting?.Sort((one, other) => one.IsLaterThan(other) ? -1 : other.IsLaterThan(one) ? 1 : 0);
        return contradicting is null ? [] : [.. contradicting];
    }

    /// <summary>
    /// The contribution as read: targets said to be absent from a base where the incident may have been, on a day it may have been,
    /// are no longer at low, and it is contested. The same contribution when nothing contradicts it.
    /// </summary>
    public Contribution Apply(Contribution contribution)
    {
        ArgumentNullException.ThrowIfNull(contribution);
        if (claims.Count == 0)
        {
            return contribution;
        }

        ImmutableArray<GroupMember>.Builder? groups = null;
        for (var at = 0; at < contribution.Groups.Length; at++)
        {
            var group = contribution.Groups[at];
            if (group.Role != GroupRole.Target || group.Membership == Membership.None || !Contradicts(contribution, SubjectId.Group(group.Group)))
            {
                continue;
            }

            groups ??= contribution.Groups.ToBuilder();
            groups[at] = group with { Membership = group.Membership & Membership.Best };
        }

        return groups is null ? contribution : contribution with { Groups = groups.ToImmutable(), Contested = true };
    }

    private bool Contradicts(Contribution contribution, SubjectId group)
    {
        foreach (var place in contribution.Places)
        {
            if (place.Leaf.Kind != SubjectKind.Base)
            {
                continue;
            }

            foreach (var day in contribution.Days)
            {
                if (Contradicts(place.Leaf, day.Value, group))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsSuperseded(PresenceClaim absence, SubjectId member, DateOnly day, List<PresenceClaim> ofBase)
    {
        foreach (var later in ofBase)
        {
            if (later.Since <= day
                && string.Equals(later.Source, absence.Source, StringComparison.Ordinal)
                && later.Signal.IsLaterThan(absence.Signal)
                && (later.Group == absence.Group
                    || (later.Present && Covers(absence.Group, later.Group, day) && Covers(later.Group, member, day))))
            {
                return true;
            }
        }

        return false;
    }

    private bool Covers(SubjectId group, SubjectId member, DateOnly day) =>
        group == member || catalogue.Contains(group, member, null, day);

    private DateOnly DayOf(Signal signal, SubjectId at)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(catalogue.ZoneOf(at));
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(signal.EffectiveAt, zone).DateTime);
    }

    private sealed record PresenceClaim(Signal Signal, SubjectId Group, string Source, bool Present, DateOnly Since);
}
