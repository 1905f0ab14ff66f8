using System.Collections.Immutable;
using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

/// <summary>A tally while it is being summed: from single incidents, from cells, or both.</summary>
internal sealed class TallyAccumulator(TallyBy by)
{
    private readonly Dictionary<RowKey, TallyCell> rows = [];
    private readonly Dictionary<int, TallyCell> days = [];
    private TallyCell total;
    private TallyCell undatedRow;
    private long undated;

    public TallyBy By => by;

    public ref TallyCell Total => ref total;

    public void AddUndated(int incidents) => undated += incidents;

    /// <summary>The row of a value.</summary>
    public ref TallyCell Row(RowKey key) =>
        ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(rows, key with { Within = null }, out _);

    /// <summary>The row of the period a day lies in; null: undated.</summary>
    public ref TallyCell Period(DateOnly? day)
    {
        if (day is null)
        {
            return ref undatedRow;
        }

        return ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(days, DayKeys.Start(by, day.Value).DayNumber, out _);
    }

    public static void Add(ref TallyCell cell, Membership at, in IncidentCount count, in PartyCasualties figures, int weight)
    {
        cell.AddCounts(at, count.Intercepted, count.Contested, count.DayPrecise, weight);
        cell.Figures.Add(at, figures, weight);
    }

    public TallyResult ToResult() => new()
    {
        IncidentsRange = total.Incidents,
        Killed = total.Figures.Killed,
        Injured = total.Figures.Injured,
        Intercepted = total.Intercepted,
        Contested = total.Contested,
        Undated = undated,
        Breakdown = Breakdown(),
    };

    private ImmutableArray<TallyRow> Breakdown()
    {
        if (by == TallyBy.None)
        {
            return [];
        }

        // Days come before "unknown" in ordinal order.
        var lines = new List<TallyRow>(rows.Count + days.Count + 1);
        foreach (var start in days.Keys.Order())
        {
            ref var cell = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(days, start);
            if (cell.Best != 0)
            {
                lines.Add(cell.ToRow(DayKeys.Text(by, DateOnly.FromDayNumber(start))));
            }
        }

        if (undatedRow.Best != 0)
        {
            lines.Add(undatedRow.ToRow(RowKey.UnknownText));
        }

        foreach (var (key, cell) in rows)
        {
            if (cell.Best != 0)
            {
                lines.Add(cell.ToRow(key.ToString()));
            }
        }

        if (rows.Count > 0)
        {
            lines.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        }

        return [.. lines];
    }
}
