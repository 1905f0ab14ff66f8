using Actors.Domain.Threat.Detectors;

namespace Actors.Domain.Threat.Views;

/// <summary>
/// Builds the picture of one subject from incidents as they come, change and go: what backtests and tests fold history with. Memory
/// grows with incidents; a live grain folds its own bounded state instead.
/// </summary>
/// <param name="subject">Whose picture.</param>
/// <param name="name">As shown.</param>
/// <param name="zone">Zone of its days.</param>
/// <param name="recent">How many of the last incidents the picture lists.</param>
public sealed class SubjectFold(SubjectId subject, string name, TimeZoneInfo zone, int recent = 200)
{
    private static readonly Comparer<ViewIncident> ByDay = Comparer<ViewIncident>.Create((a, b) =>
        a.Day == b.Day ? a.Id.CompareTo(b.Id) : Nullable.Compare(a.Day, b.Day));

    private readonly List<ViewDay> days = [];
    private readonly List<DaySpread> spreads = [];
    private readonly List<ViewIncident> incidents = [];
    private long count;

    /// <summary>Incidents that count.</summary>
    public long Incidents => count;

    /// <summary>Replaces what an incident was by what it is; null: it was, or is, none of this subject's.</summary>
    public void Apply(ViewIncident? before, ViewIncident? after)
    {
        if (before is not null)
        {
            var at = incidents.BinarySearch(before, ByDay);
            if (at < 0)
            {
                throw new InvalidOperationException($"The incident {before.Id} on {before.Day} is not in the picture of {subject}.");
            }

            Change(incidents[at], -1);
            incidents.RemoveAt(at);
        }

        if (after is not null)
        {
            var at = incidents.BinarySearch(after, ByDay);
            if (at >= 0)
            {
                throw new InvalidOperationException($"The incident {after.Id} on {after.Day} is already in the picture of {subject}.");
            }

            incidents.Insert(~at, after);
            Change(after, 1);
        }

        Respread(before);
        Respread(after);
    }

    /// <summary>The picture now. Its lists of days and spreads show later changes too; read it before the next one.</summary>
    public SubjectView View() => new()
    {
        Subject = subject,
        Name = name,
        Zone = zone,
        Days = days,
        ObservedFrom = days.Count > 0 ? days[0].Day : null,
        Spreads = spreads,
        Recent = incidents.Count <= recent ? [.. incidents] : incidents.GetRange(incidents.Count - recent, recent),
        AllTime = [new AllTimeCount(subject.Kind == SubjectKind.Group ? "target" : "all", count)],
    };

    private void Change(ViewIncident incident, int sign)
    {
        count += sign;
        if (incident.Day is not { } day)
        {
            return;
        }

        var i = 0;
        for (i = days.Count; i > 0 && days[i - 1].Day >= day; i--)
        {
        }

        if (i == days.Count || days[i].Day != day)
        {
            days.Insert(i, new ViewDay { Day = day, Incidents = 0, DayPrecise = 0 });
        }

        var old = days[i];
        days[i] = old with
        {
            Incidents = old.Incidents + sign,
            DayPrecise = old.DayPrecise + (incident.DayPrecise ? sign : 0),
            Hits = old.Hits + (incident.Outcome == "hit" ? sign : 0),
            Intercepted = old.Intercepted + (incident.Outcome == "intercepted" ? sign : 0),
            Failed = old.Failed + (incident.Outcome == "failed" ? sign : 0),
            Killed = old.Killed + (sign * (incident.Killed ?? 0)),
            Injured = old.Injured + (sign * (incident.Injured ?? 0)),
            Sources = Sources(old.Sources, incident.Roots, sign),
        };
        if (days[i].Incidents == 0)
        {
            days.RemoveAt(i);
        }
    }

    private static IReadOnlyList<SourceCount> Sources(IReadOnlyList<SourceCount> sources, IReadOnlyList<string> roots, int sign)
    {
        var counts = new SortedDictionary<string, int>(sources.ToDictionary(s => s.Root, s => s.Incidents), StringComparer.Ordinal);
        foreach (var root in roots)
        {
            counts[root] = counts.GetValueOrDefault(root) + sign;
        }

        return [.. counts.Where(c => c.Value > 0).Select(c => new SourceCount(c.Key, c.Value))];
    }

    private void Respread(ViewIncident? incident)
    {
        if (incident is not { Day: { } day, Country: { } country })
        {
            return;
        }

        spreads.RemoveAll(s => s.Day == day && s.Country == country);
        var first = incidents.FindLastIndex(i => i.Day < day) + 1;
        var same = incidents.Skip(first).TakeWhile(i => i.Day == day).Where(i => i.Country == country).ToArray();
        if (same.Length > 0)
        {
            var at = spreads.FindLastIndex(s => s.Day < day) + 1;
            spreads.Insert(at, Spreading(country, day, same));
        }
    }

    /// <summary>How far the incidents of one day in one country are spread.</summary>
    public static DaySpread Spreading(string country, DateOnly day, IReadOnlyCollection<ViewIncident> incidents)
    {
        ArgumentNullException.ThrowIfNull(incidents);
        var positions = incidents.Where(i => i is { Lat: not null, Lon: not null }).Select(i => (i.Lat!.Value, i.Lon!.Value)).Distinct().ToArray();
        return new DaySpread(
            country, day, incidents.Count,
            incidents.Select(i => i.Place).Distinct().Count(),
            incidents.Select(i => i.Subdivision).Where(s => s is not null).Distinct(StringComparer.Ordinal).Count(),
            positions.Length > 1 ? Spread.GreatestKm(positions) : null);
    }
}
