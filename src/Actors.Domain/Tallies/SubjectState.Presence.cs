namespace Actors.Domain.Tallies;

public sealed partial class SubjectState
{
    /// <summary>
    /// Where the group is said to be absent, attacks on it there are in at best, no longer at low, and are contested. Exact for the total and
    /// for breakdowns by time and place; false where rows by another dimension would change.
    /// </summary>
    private bool Lower(TallyAccumulator sums, SubjectQuery query, PresenceContradicted contradicted)
    {
        var section = Array.IndexOf(kinds, SectionKind.Target);
        foreach (var chunk in chunks.Values)
        {
            if (!Touches(chunk, query.Filter) || chunk.Sections![section].Table(4) is not { } table)
            {
                continue;
            }

            var (first, last) = Days(chunk, query.Filter);
            for (var i = 0; i < table.Count; i++)
            {
                var day = SectionCells.DayOf(table.KeyAt(i));
                var value = SectionCells.ValueOf(table.KeyAt(i));
                if (day < first || day > last || value == ValueTable.Other || values[4][value].Kind != RowKind.Base)
                {
                    continue;
                }

                var date = chunk.First.AddDays(day - 1);
                if (!contradicted(values[4][value].Subject, date))
                {
                    continue;
                }

                if (query.Restricted is not -1 and not 4 || (query.HasValueRows && query.By != TallyBy.Place))
                {
                    if (table.At(i).High != 0)
                    {
                        return false;
                    }

                    continue;
                }

                if (query.Restricted < 0 || query.Takes(value))
                {
                    Lower(sums, query, table, i, date, values[4][value]);
                }
            }
        }

        // Bases beyond the limit of values cannot be told apart.
        return !values[4].Overflowed;
    }

    private static void Lower(TallyAccumulator sums, SubjectQuery query, CellTable table, int index, DateOnly date, RowKey place)
    {
        Lower(ref sums.Total, table, index, query.PartyTotal);
        if (query.By.IsTime())
        {
            Lower(ref sums.Period(date), table, index, query.PartyTotal);
        }
        else if (query.By == TallyBy.Place)
        {
            Lower(ref sums.Row(place), table, index, query.PartyRows);
        }
    }

    private static void Lower(ref TallyCell sum, CellTable table, int index, bool party)
    {
        ref var cell = ref table.At(index);
        ref var figures = ref party ? ref table.PartyAt(index) : ref cell.Figures;
        sum.Low -= cell.Low;
        sum.Contested += cell.Best - cell.Contested;
        sum.Figures.KilledLow -= figures.KilledLow;
        sum.Figures.InjuredLow -= figures.InjuredLow;
    }
}
