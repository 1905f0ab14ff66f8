using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

/// <summary>
/// The stored form of cells: keys ascending and as differences; of each cell a mask of what is not zero, then those numbers. Low and high
/// are stored against best, so that what nobody contests takes no room.
/// </summary>
internal static class CellForm
{
    private const int Fields = 16;
    private const int PartyFields = 10;

    public static void Write(CompactWriter to, SectionCells cells, Func<int, int, int> numberOf)
    {
        for (var dimension = 0; dimension <= SectionCells.Dimensions; dimension++)
        {
            Write(to, cells.Table(dimension), dimension, numberOf);
        }
    }

    public static void Read(ref CompactReader from, SectionCells cells, Func<int, int, int> valueOf)
    {
        for (var dimension = 0; dimension <= SectionCells.Dimensions; dimension++)
        {
            var count = from.Items();
            var key = 0L;
            for (var i = 0; i < count; i++)
            {
                key += from.Count();
                if (key > int.MaxValue)
                {
                    throw from.Defect("the key of a cell is out of range");
                }

                var table = cells.TableOf(dimension);
                var value = dimension == SectionCells.Total ? 0 : valueOf(dimension, SectionCells.ValueOf((int)key));
                if (value < 0)
                {
                    throw from.Defect($"a cell names value {SectionCells.ValueOf((int)key)} of dimension {dimension}, which is not in its table");
                }

                var index = table.FindOrAdd(SectionCells.Key(value, SectionCells.DayOf((int)key)));
                var cell = ReadCell(ref from);
                table.Add(index, cell, table.HasParty ? ReadParty(ref from) : default, 1);
            }
        }
    }

    private static void Write(CompactWriter to, CellTable? table, int dimension, Func<int, int, int> numberOf)
    {
        if (table is null)
        {
            to.Count(0);
            return;
        }

        var keys = new int[table.Count];
        var indexes = new int[table.Count];
        var count = 0;
        for (var i = 0; i < table.Count; i++)
        {
            if (table.At(i).IsZero && (!table.HasParty || table.PartyAt(i).Equals(default)))
            {
                continue;
            }

            var key = table.KeyAt(i);
            var number = dimension == SectionCells.Total ? 0 : numberOf(dimension, SectionCells.ValueOf(key));
            keys[count] = SectionCells.Key(number, SectionCells.DayOf(key));
            indexes[count++] = i;
        }

        Array.Sort(keys, indexes, 0, count);
        to.Count(count);
        var last = 0;
        for (var i = 0; i < count; i++)
        {
            to.Count(keys[i] - last);
            last = keys[i];
            var index = indexes[i];
            WriteCell(to, table.At(index));
            if (table.HasParty)
            {
                WriteParty(to, table.PartyAt(index));
            }
        }
    }

    private static void WriteCell(CompactWriter to, in TallyCell cell)
    {
        Span<long> fields = stackalloc long[Fields];
        fields[0] = cell.Best;
        fields[1] = cell.Low - cell.Best;
        fields[2] = cell.High - cell.Best;
        fields[3] = cell.Intercepted;
        fields[4] = cell.Contested;
        fields[5] = cell.DayPrecise - cell.Best;
        Put(cell.Figures, fields[6..]);
        Write(to, fields);
    }

    private static TallyCell ReadCell(ref CompactReader from)
    {
        Span<long> fields = stackalloc long[Fields];
        Read(ref from, fields);
        var best = (int)fields[0];
        return new TallyCell
        {
            Best = best,
            Low = best + (int)fields[1],
            High = best + (int)fields[2],
            Intercepted = (int)fields[3],
            Contested = (int)fields[4],
            DayPrecise = best + (int)fields[5],
            Figures = Take(fields[6..]),
        };
    }

    private static void WriteParty(CompactWriter to, in FigureSums figures)
    {
        Span<long> fields = stackalloc long[PartyFields];
        Put(figures, fields);
        Write(to, fields);
    }

    private static FigureSums ReadParty(ref CompactReader from)
    {
        Span<long> fields = stackalloc long[PartyFields];
        Read(ref from, fields);
        return Take(fields);
    }

    private static void Put(in FigureSums figures, Span<long> fields)
    {
        fields[0] = figures.KilledBest;
        fields[1] = figures.KilledLow - figures.KilledBest;
        fields[2] = figures.KilledHigh - figures.KilledBest;
        fields[3] = figures.KilledUnknown;
        fields[4] = figures.KilledUnbounded;
        fields[5] = figures.InjuredBest;
        fields[6] = figures.InjuredLow - figures.InjuredBest;
        fields[7] = figures.InjuredHigh - figures.InjuredBest;
        fields[8] = figures.InjuredUnknown;
        fields[9] = figures.InjuredUnbounded;
    }

    private static FigureSums Take(ReadOnlySpan<long> fields) => new()
    {
        KilledBest = fields[0],
        KilledLow = fields[0] + fields[1],
        KilledHigh = fields[0] + fields[2],
        KilledUnknown = (int)fields[3],
        KilledUnbounded = (int)fields[4],
        InjuredBest = fields[5],
        InjuredLow = fields[5] + fields[6],
        InjuredHigh = fields[5] + fields[7],
        InjuredUnknown = (int)fields[8],
        InjuredUnbounded = (int)fields[9],
    };

    private static void Write(CompactWriter to, ReadOnlySpan<long> fields)
    {
        var mask = 0u;
        for (var i = 0; i < fields.Length; i++)
        {
            mask |= fields[i] == 0 ? 0u : 1u << i;
        }

        to.Unsigned(mask);
        foreach (var field in fields)
        {
            if (field != 0)
            {
                to.Signed(field);
            }
        }
    }

    private static void Read(ref CompactReader from, scoped Span<long> fields)
    {
        var mask = from.Unsigned();
        if (mask >> fields.Length != 0)
        {
            throw from.Defect("a cell has fields this build does not know");
        }

        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = (mask & (1ul << i)) == 0 ? 0 : from.Signed();
        }
    }
}
