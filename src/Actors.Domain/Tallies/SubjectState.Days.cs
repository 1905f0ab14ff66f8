using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

public sealed partial class SubjectState
{
    /// <summary>
    /// Incidents known to the day, for each day of a window: element 0 is <paramref name="from"/>. Null where cells cannot answer (a year
    /// not loaded, incidents given up; see <see cref="TryAnswer"/>).
    /// </summary>
    /// <param name="role">Required for a group, and only for a group.</param>
    public long[]? DailySeries(DateOnly from, DateOnly to, ICatalogue catalogue, GroupRole? role = null)
    {
        if (Days(from, to, catalogue, role, places: false) is not { } days)
        {
            return null;
        }

        var series = new long[to < from ? 0 : to.DayNumber - from.DayNumber + 1];
        foreach (var day in days)
        {
            series[day.Day.DayNumber - from.DayNumber] = day.DayPrecise;
        }

        return series;
    }

    /// <summary>The days of a window that have incidents (best), ascending; null as for <see cref="DailySeries"/>.</summary>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day.</param>
    /// <param name="catalogue">In force.</param>
    /// <param name="role">Required for a group, and only for a group.</param>
    /// <param name="places">Whether the days list their places. Without, a subject with more places than are told apart can answer too, and
    /// others answer for less.</param>
    public IReadOnlyList<SubjectDay>? Days(DateOnly from, DateOnly to, ICatalogue catalogue, GroupRole? role = null, bool places = true)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        if (role is null == (Subject.Kind == SubjectKind.Group))
        {
            throw new ArgumentException($"a role is {(role is null ? "required for a group" : "for groups only")}, and {Subject} is asked", nameof(role));
        }

        var filter = whole with { Role = role, From = from, To = to };
        if (!Adopt(catalogue) || !IsConsistent || !spread.CanAnswer(from, to) || YearsMissing(filter, TallyBy.Day).Count > 0
            || values[1].Overflowed || (places && values[4].Overflowed) || values[5].Overflowed)
        {
            return null;
        }

        int[] dimensions = places ? [1, 4, 5] : [1, 5];
        var days = new SortedDictionary<DateOnly, DayBuilder>();
        for (var section = 0; section < kinds.Length; section++)
        {
            if (Weight(kinds[section], role) == 1)
            {
                foreach (var chunk in chunks.Values.Where(c => Touches(c, filter)))
                {
                    AddDays(days, chunk, section, filter, dimensions);
                }
            }
        }

        AddKept(days, filter, catalogue, dimensions);
        return [.. days.Where(d => d.Value.Total.Best != 0).Select(d => d.Value.ToDay(d.Key))];
    }

    private void AddDays(SortedDictionary<DateOnly, DayBuilder> days, SubjectChunk chunk, int section, TallyFilter filter, int[] dimensions)
    {
        var (first, last) = Days(chunk, filter);
        foreach (var dimension in dimensions.Prepend(SectionCells.Total))
        {
            if (chunk.Sections![section].Table(dimension) is not { } table)
            {
                continue;
            }

            for (var i = 0; i < table.Count; i++)
            {
                var key = table.KeyAt(i);
                var day = SectionCells.DayOf(key);
                if (day < first || day > last || table.At(i).IsZero)
                {
                    continue;
                }

                var builder = DayBuilder.At(days, chunk.First.AddDays(day - 1));
                if (dimension == SectionCells.Total)
                {
                    Put(ref builder.Total, table, i, table.HasParty, 1);
                }
                else
                {
                    builder.Add(dimension, values[dimension][SectionCells.ValueOf(key)], table.At(i).Best);
                }
            }
        }
    }

    /// <summary>Incidents kept one by one count on their chosen day, at their chosen place.</summary>
    private void AddKept(SortedDictionary<DateOnly, DayBuilder> days, TallyFilter filter, ICatalogue catalogue, int[] dimensions)
    {
        var rows = new List<RowAt>();
        foreach (var (contribution, weight) in spread.Kept.Values)
        {
            var count = TallyMeasure.Of(contribution, filter, catalogue);
            if (!count.At.Includes(Membership.Best) || TallyMeasure.FigureDay(contribution, filter.From, filter.To) is not { } day)
            {
                continue;
            }

            var builder = DayBuilder.At(days, day);
            TallyAccumulator.Add(ref builder.Total, count.At, count, new PartyCasualties(count.Killed, count.Injured), weight);
            foreach (var dimension in dimensions)
            {
                rows.Clear();
                TallyRows.Add(contribution, filter, DimensionsInOrder[dimension], catalogue, count.At, rows);
                foreach (var row in rows.Where(r => r.At.Includes(Membership.Best)))
                {
                    builder.Add(dimension, KeyIn(dimension, row.Key), weight);
                }
            }
        }
    }

    private sealed class DayBuilder
    {
        private readonly SortedDictionary<string, long> outcomes = new(StringComparer.Ordinal);
        private readonly SortedDictionary<string, long> sources = new(StringComparer.Ordinal);
        private readonly Dictionary<RowKey, long> places = [];
        public TallyCell Total;

        public static DayBuilder At(SortedDictionary<DateOnly, DayBuilder> days, DateOnly day)
        {
            if (!days.TryGetValue(day, out var builder))
            {
                days.Add(day, builder = new DayBuilder());
            }

            return builder;
        }

        public void Add(int dimension, RowKey key, long incidents)
        {
            if (dimension == 4)
            {
                places[key] = places.GetValueOrDefault(key) + incidents;
            }
            else
            {
                var counts = dimension == 1 ? outcomes : sources;
                counts[key.Text] = counts.GetValueOrDefault(key.Text) + incidents;
            }
        }

        public SubjectDay ToDay(DateOnly day) => new()
        {
            Day = day,
            Incidents = Total.Best,
            DayPrecise = Total.DayPrecise,
            Killed = Total.Figures.KilledBest,
            Injured = Total.Figures.InjuredBest,
            Outcomes = DayCounts.Of(outcomes),
            Sources = DayCounts.Of(sources),
            Places = [.. places.Where(p => p.Value != 0).Select(p => new PlaceCount(p.Key.Subject, p.Key.Within, p.Value))
                .OrderBy(p => p.Place.ToString(), StringComparer.Ordinal).ThenBy(p => p.Within?.ToString(), StringComparer.Ordinal)],
        };
    }
}
