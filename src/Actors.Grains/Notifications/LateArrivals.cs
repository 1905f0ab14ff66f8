using Actors.Abstractions.Clock;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Threat.Notifications;
using Actors.Domain.Threat.Views;

namespace Actors.Grains.Notifications;

/// <summary>
/// What came in since a subject last considered what to say: whether any of it may be told at once, and the rest for a summary. Late is what
/// is about a day more than 14 days before the policy clock stood when it was recorded; so a replay finds the same.
/// </summary>
internal sealed class LateArrivals(SubjectId subject, PolicyClock clock)
{
    private DateOnly from = DateOnly.MaxValue;
    private DateOnly to = DateOnly.MinValue;
    private long all;
    private long target;
    private long perpetrator;

    /// <summary>Entries that may be told at once.</summary>
    public int Live { get; private set; }

    /// <summary>Entries for a summary.</summary>
    public int Late { get; private set; }

    public bool IsEmpty => Live == 0 && Late == 0;

    public void Clear()
    {
        (Live, Late, all, target, perpetrator) = (0, 0, 0, 0, 0);
        (from, to) = (DateOnly.MaxValue, DateOnly.MinValue);
    }

    /// <summary>For a snapshot: what <see cref="Restore"/> takes.</summary>
    public long[] Save() => [Live, Late, from.DayNumber, to.DayNumber, all, target, perpetrator];

    public void Restore(ReadOnlySpan<long> saved)
    {
        (Live, Late, all, target, perpetrator) = ((int)saved[0], (int)saved[1], saved[4], saved[5], saved[6]);
        (from, to) = (DateOnly.FromDayNumber((int)saved[2]), DateOnly.FromDayNumber((int)saved[3]));
    }

    public void Add(DateTimeOffset recordedAt, EntryEffects effects, TimeZoneInfo zone, ICatalogue catalogue)
    {
        var border = DayOf(recordedAt + clock.Offset, zone).AddDays(-NotificationPlanner.LateDays);
        var days = new List<DateOnly>();
        if (!IsLate(effects, border, zone, days))
        {
            Live++;
            return;
        }

        Late++;
        from = days.Min() < from ? days.Min() : from;
        to = days.Max() > to ? days.Max() : to;
        foreach (var change in effects.Changes)
        {
            Count(change.Before, -1, catalogue);
            Count(change.After, 1, catalogue);
        }
    }

    /// <summary>As the planner takes it.</summary>
    public Arrivals ToArrivals() => Late == 0 ? Arrivals.Live : new Arrivals
    {
        OnlyLate = Live == 0,
        LateReports = Late,
        From = from,
        To = to,
        LateIncidents = subject.Kind == SubjectKind.Group
            ? [new AllTimeCount("target", target), new AllTimeCount("perpetrator", perpetrator)]
            : [new AllTimeCount("all", all)],
    };

    private void Count(Contribution? contribution, int sign, ICatalogue catalogue)
    {
        if (contribution is null)
        {
            return;
        }

        all += sign;
        if (subject.Kind == SubjectKind.Group)
        {
            target += Has(contribution, GroupRole.Target, catalogue) ? sign : 0;
            perpetrator += Has(contribution, GroupRole.Perpetrator, catalogue) ? sign : 0;
        }
    }

    /// <summary>An entry is late when everything it is about lies before the border. A withdrawal is never: what it un-makes is corrected now.</summary>
    private static bool IsLate(EntryEffects effects, DateOnly border, TimeZoneInfo zone, List<DateOnly> days)
    {
        if (!effects.Withdrawn.IsEmpty || !effects.Restored.IsEmpty)
        {
            return false;
        }

        foreach (var change in effects.Changes)
        {
            if (change.After is null)
            {
                return false;
            }

            foreach (var contribution in new[] { change.Before, change.After })
            {
                if (contribution is { Days.IsEmpty: true })
                {
                    return false;
                }

                if (contribution is not null)
                {
                    days.AddRange(contribution.Days.Select(d => d.Value));
                }
            }
        }

        if (effects.Raised is { } raised)
        {
            days.Add(raised.Report is Domain.Reports.TotalReport total ? total.AsOf : DayOf(raised.EffectiveAt, zone));
        }

        return days.Count > 0 && days.Max() < border;
    }

    private static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private bool Has(Contribution contribution, GroupRole role, ICatalogue catalogue)
    {
        foreach (var group in contribution.Groups)
        {
            if (group.Role == role && group.Membership.HasFlag(Membership.Best) && catalogue.Expand(SubjectId.Group(group.Group)).Contains(subject))
            {
                return true;
            }
        }

        return false;
    }
}
