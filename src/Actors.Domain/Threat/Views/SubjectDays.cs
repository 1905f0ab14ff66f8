using System.Collections;
using System.Collections.ObjectModel;

namespace Actors.Domain.Threat.Views;

/// <summary>The days of one subject as policies see them, counted from its incidents as they come, change and go.</summary>
/// <remarks>
/// Memory: what a policy sees of each day, and the places of the days that changed last: of all together at most <paramref name="maxPlaces"/> once
/// <see cref="GiveUpPlaces"/> has been called, unless one day alone has more. A day that changes after its places were given up cannot
/// be told from the change: <see cref="BeginAgain"/> names it.
/// </remarks>
/// <param name="maxPlaces">Places held of all days together.</param>
public sealed class SubjectDays(int maxPlaces = int.MaxValue)
{
    private static readonly Comparer<(string Country, DateOnly Day)> ByCountry = Comparer<(string Country, DateOnly Day)>.Create((a, b) =>
        string.CompareOrdinal(a.Country, b.Country) is var order and not 0 ? order : a.Day.CompareTo(b.Day));

    private readonly SortedList<DateOnly, CountedDay> days = [];
    private readonly SortedList<(string Country, DateOnly Day), DaySpread> spreads = new(ByCountry);

    /// <summary>Days whose spreads are to be made again when they are asked for.</summary>
    private readonly HashSet<DateOnly> changed = [];

    /// <summary>Days that changed after their places were given up.</summary>
    private readonly SortedSet<DateOnly> stale = [];
    private int held;
    private long touches;

    /// <summary>Days with incidents, ascending. Shows later changes too.</summary>
    public IReadOnlyList<ViewDay> Days => new DayList(days.Values);

    /// <summary>By country, ascending by day within each. Shows later changes too, from when it is asked for again.</summary>
    public IReadOnlyList<DaySpread> Spreads
    {
        get
        {
            foreach (var day in changed)
            {
                Show(day, days[day].Spreads());
            }

            changed.Clear();
            return new ReadOnlyCollection<DaySpread>(spreads.Values);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        held = 0;
        days.Clear();
        spreads.Clear();
        changed.Clear();
        stale.Clear();
    }

    /// <summary>Counts an incident on its day, or no longer.</summary>
    /// <param name="incident">As it is, or was when it was counted. Without a day it changes nothing.</param>
    /// <param name="sign">1, or −1 for no longer.</param>
    public void Count(ViewIncident incident, int sign)
    {
        ArgumentNullException.ThrowIfNull(incident);
        if (incident.Day is not { } day || stale.Contains(day))
        {
            return;
        }

        if (!days.TryGetValue(day, out var counted))
        {
            days.Add(day, counted = new CountedDay(day));
        }
        else if (counted.HeldPlaces is null)
        {
            stale.Add(day);
            return;
        }

        changed.Add(day);
        held -= counted.HeldPlaces ?? 0;
        counted.Count(incident, sign, ++touches);
        held += counted.HeldPlaces ?? 0;
        if (counted.IsEmpty)
        {
            Remove(day);
        }
    }

    /// <summary>Gives up the places of the days that have not changed for longest, where too many are held; a quarter more than must be, so that it
    /// is not done for each place.</summary>
    public void GiveUpPlaces()
    {
        if (held <= maxPlaces)
        {
            return;
        }

        foreach (var day in days.Values.Where(d => d.HeldPlaces is not null).OrderBy(d => d.Touched).SkipLast(1).ToArray())
        {
            if (changed.Remove(day.Day))
            {
                Show(day.Day, day.Spreads());
            }

            held -= day.HeldPlaces!.Value;
            day.GiveUpPlaces();
            if (held <= maxPlaces / 4 * 3)
            {
                return;
            }
        }
    }

    /// <summary>Forgets days that can only be told by counting all their incidents anew, which is the caller's to do: those from the first to the last day returned, both
    /// included. Null: there are none.</summary>
    /// <param name="maxDays">Days to be counted anew that are no further apart are forgotten together.</param>
    public (DateOnly First, DateOnly Last)? BeginAgain(int maxDays = 31)
    {
        if (stale.Count == 0)
        {
            return null;
        }

        var first = stale.Min;
        var last = stale.Last(d => d.DayNumber - first.DayNumber < maxDays);
        foreach (var day in days.Keys.Where(d => d >= first && d <= last).ToArray())
        {
            Remove(day);
        }

        stale.RemoveWhere(d => d <= last);
        return (first, last);
    }

    private void Remove(DateOnly day)
    {
        Show(day, []);
        held -= days[day].HeldPlaces ?? 0;
        days.Remove(day);
        changed.Remove(day);
    }

    private void Show(DateOnly day, IReadOnlyCollection<DaySpread> shown)
    {
        foreach (var country in days[day].Countries)
        {
            spreads.Remove((country, day));
        }

        foreach (var spread in shown)
        {
            spreads.Add((spread.Country, day), spread);
        }

        days[day].Countries = [.. shown.Select(s => s.Country)];
    }

    private sealed class DayList(IList<CountedDay> days) : IReadOnlyList<ViewDay>
    {
        public int Count => days.Count;

        public ViewDay this[int index] => days[index].View;

        public IEnumerator<ViewDay> GetEnumerator() => days.Select(d => d.View).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class CountedDay(DateOnly day)
    {
        private readonly SortedDictionary<string, int> sources = new(StringComparer.Ordinal);
        private Dictionary<(string? Country, SpreadPlace At), int>? places = [];
        private ViewDay counts = new() { Day = day, Incidents = 0, DayPrecise = 0 };
        private ViewDay? view;

        public DateOnly Day => day;

        /// <summary>Those it is shown with.</summary>
        public string[] Countries { get; set; } = [];

        public bool IsEmpty => counts.Incidents == 0;

        /// <summary>Null: given up; the day cannot change then.</summary>
        public int? HeldPlaces => places?.Count;

        /// <summary>Greater for days that changed later.</summary>
        public long Touched { get; private set; }

        public ViewDay View => view ??= counts with { Sources = [.. sources.Select(s => new SourceCount(s.Key, s.Value))] };

        public IReadOnlyList<DaySpread> Spreads() =>
        [
            .. places!.Where(p => p.Key.Country is not null).GroupBy(p => p.Key.Country!, StringComparer.Ordinal)
                .Select(c => DaySpread.Of(c.Key, day, c.Sum(p => p.Value), [.. c.Select(p => p.Key.At)])),
        ];

        public void Count(ViewIncident incident, int sign, long touched)
        {
            (Touched, view) = (touched, null);
            counts = counts with
            {
                Incidents = counts.Incidents + sign,
                DayPrecise = counts.DayPrecise + (incident.DayPrecise ? sign : 0),
                Hits = counts.Hits + (incident.Outcome == "hit" ? sign : 0),
                Intercepted = counts.Intercepted + (incident.Outcome == "intercepted" ? sign : 0),
                Failed = counts.Failed + (incident.Outcome == "failed" ? sign : 0),
                Killed = counts.Killed + (sign * (incident.Killed ?? 0)),
                Injured = counts.Injured + (sign * (incident.Injured ?? 0)),
            };
            foreach (var root in incident.Roots)
            {
                Add(sources, root, sign);
            }

            Add(places!, (incident.Country, new SpreadPlace(incident.Place, incident.Subdivision, incident.Lat, incident.Lon)), sign);
        }

        /// <summary>What policies see of the day stays.</summary>
        public void GiveUpPlaces()
        {
            _ = View;
            places = null;
            sources.Clear();
        }

        private static void Add<TKey>(IDictionary<TKey, int> counts, TKey key, int sign)
        {
            counts[key] = counts.TryGetValue(key, out var count) ? count + sign : sign;
            if (counts[key] == 0)
            {
                counts.Remove(key);
            }
        }
    }
}
