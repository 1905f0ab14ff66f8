using Actors.Abstractions.Clock;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Threat.Notifications;
using Actors.Domain.Threat.Views;

namespace Actors.Grains.Notifications;

/// <summary>
/// What came in since a subject last considered what to say: whether any of it may be told at once, and the rest for a summary. Late is what
/// is about a day more than 14 days before the policy clock stood when it was recorded, and what a bulk import brought; so a replay finds the same.
/// </summary>
internal sealed class LateArrivals(SubjectId subject, PolicyClock clock)
{
    private DateOnly from = DateOnly.MaxValue;
    private DateOnly to = DateOnly.MinValue;
    private long all;
    private long target;
    private long perpetrator;
    private string? import;
    private long borderQuarter = -1;
    private TimeZoneInfo? borderZone;
    private DateOnly border;

    /// <summary>Entries that may be told at once.</summary>
    public int Live { get; private set; }

    /// <summary>Entries for a summary.</summary>
    public int Late { get; private set; }

    /// <summary>Those of <see cref="Late"/> that a bulk import brought and that are about the last days: a change of level they make is told at once.</summary>
    public int Recent { get; private set; }

    public bool IsEmpty => Live == 0 && Late == 0;

    public void Clear()
    {
        (Live, Late, Recent, all, target, perpetrator) = (0, 0, 0, 0, 0, 0);
        (from, to, import) = (DateOnly.MaxValue, DateOnly.MinValue, null);
    }

    /// <summary>Somebody else spoke meanwhile: what came in for a summary may be told by now, and is found again by comparing; that something may have to be told at
    /// once is not forgotten.</summary>
    public void KeepLive()
    {
        Live += Recent;
        (Late, Recent, all, target, perpetrator) = (0, 0, 0, 0, 0);
        (from, to, import) = (DateOnly.MaxValue, DateOnly.MinValue, null);
    }

    /// <summary>For a snapshot: what <see cref="Restore"/> takes, and the import.</summary>
    public (long[] Figures, string? Import) Save() => ([Live, Late, from.DayNumber, to.DayNumber, all, target, perpetrator, Recent], import);

    /// <param name="saved">Seven figures where the snapshot is older than <see cref="Recent"/>.</param>
    /// <param name="savedImport">The import.</param>
    public void Restore(ReadOnlySpan<long> saved, string? savedImport)
    {
        (Recent, import) = (saved.Length > 7 ? (int)saved[7] : 0, savedImport);
        (Live, Late, all, target, perpetrator) = ((int)saved[0], (int)saved[1], saved[4], saved[5], saved[6]);
        (from, to) = (DateOnly.FromDayNumber((int)saved[2]), DateOnly.FromDayNumber((int)saved[3]));
    }

    public void Add(DateTimeOffset recordedAt, EntryEffects effects, TimeZoneInfo zone, ICatalogue catalogue)
    {
        var isLate = IsLate(effects, BorderAt(recordedAt + clock.Offset, zone), zone, out var first, out var last);
        if (!isLate && effects.Import is null)
        {
            Live++;
            return;
        }

        if (effects.Import is { } name)
        {
            Recent += isLate ? 0 : 1;
            import = import is null ? name : import.Split(", ").Contains(name, StringComparer.Ordinal) ? import : $"{import}, {name}";
        }

        Late++;
        from = first < from ? first : from;
        to = last > to ? last : to;
        foreach (var change in effects.Changes)
        {
            Count(change.Before, -1, catalogue);
            Count(change.After, 1, catalogue);
        }
    }

    /// <summary>False where no subject, in whatever zone, takes an entry for late. Days of one moment are at most one apart from those in UTC, here on both sides.</summary>
    public static bool MayBeLate(DateTimeOffset at, EntryEffects effects) =>
        effects.Import is not null || IsLate(effects, DayOf(at, TimeZoneInfo.Utc).AddDays(2 - NotificationPlanner.LateDays), TimeZoneInfo.Utc, out _, out _);

    /// <summary>As the planner takes it.</summary>
    public Arrivals ToArrivals() => Late == 0 ? Arrivals.Live : new Arrivals
    {
        OnlyLate = Live == 0,
        TellsLevel = Live > 0 || Recent > 0,
        LateReports = Late,
        Import = import,
        From = from <= to ? from : null,
        To = from <= to ? to : null,
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
    private static bool IsLate(EntryEffects effects, DateOnly border, TimeZoneInfo zone, out DateOnly first, out DateOnly last)
    {
        (first, last) = (DateOnly.MaxValue, DateOnly.MinValue);
        if (!effects.Withdrawn.IsEmpty || !effects.Restored.IsEmpty)
        {
            return false;
        }

        foreach (var change in effects.Changes)
        {
            if (change.After is null || !Widen(change.Before, ref first, ref last) || !Widen(change.After, ref first, ref last))
            {
                return false;
            }
        }

        if (effects.Raised is { } raised)
        {
            Widen(raised.Report is Domain.Reports.TotalReport total ? total.AsOf : DayOf(raised.EffectiveAt, zone), ref first, ref last);
        }

        return first <= last && last < border;
    }

    /// <summary>False for an undated one.</summary>
    private static bool Widen(Contribution? contribution, ref DateOnly first, ref DateOnly last)
    {
        if (contribution is null)
        {
            return true;
        }

        foreach (var day in contribution.Days)
        {
            Widen(day.Value, ref first, ref last);
        }

        return !contribution.Days.IsEmpty;
    }

    private static void Widen(DateOnly day, ref DateOnly first, ref DateOnly last)
    {
        first = day < first ? day : first;
        last = day > last ? day : last;
    }

    /// <summary>Before this day all is late. Zones change, and days begin, on quarters of an hour: within one the answer is the same.</summary>
    private DateOnly BorderAt(DateTimeOffset at, TimeZoneInfo zone)
    {
        var quarter = at.UtcTicks / (TimeSpan.TicksPerHour / 4);
        if (quarter != borderQuarter || !ReferenceEquals(zone, borderZone))
        {
            (borderQuarter, borderZone) = (quarter, zone);
            border = DayOf(at, zone).AddDays(-NotificationPlanner.LateDays);
        }

        return border;
    }

    private static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private bool Has(Contribution contribution, GroupRole role, ICatalogue catalogue)
    {
        foreach (var group in contribution.Groups)
        {
            if (group.Role == role && group.Membership.HasFlag(Membership.Best) && catalogue.Contains(subject, SubjectId.Group(group.Group)))
            {
                return true;
            }
        }

        return false;
    }
}
