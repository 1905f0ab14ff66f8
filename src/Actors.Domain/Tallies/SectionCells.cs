namespace Actors.Domain.Tallies;

/// <summary>What part of a group's incidents a section holds. Bases and regions have <see cref="Any"/> alone.</summary>
internal enum SectionKind
{
    /// <summary>All incidents of a base or region.</summary>
    Any,

    /// <summary>Incidents with the group as perpetrator.</summary>
    Perpetrator,

    /// <summary>Incidents with the group as target; holds its figures as well as those of all parties.</summary>
    Target,

    /// <summary>Incidents with the group on both sides: either = perpetrator + target − both.</summary>
    Both,
}


/// <summary>The cells of one section over a span of days: a total, and one table a dimension. Keys are (value, day of the year).</summary>
internal sealed class SectionCells(SectionKind kind, CellStore store)
{
    public const int Dimensions = 6;

    /// <summary>The dimension number of the total.</summary>
    public const int Total = Dimensions;

    private const int DayBits = 9;
    private readonly CellTable?[] tables = new CellTable?[Dimensions + 1];

    /// <summary>The table of a dimension (or of the total), or null when it has no cell.</summary>
    public CellTable? Table(int dimension) => tables[dimension];

    /// <summary>Cells in all tables.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var table in tables)
            {
                count += table?.Count ?? 0;
            }

            return count;
        }
    }

    /// <param name="day">Day of the year, 1 … 366; 0 where days are not told apart.</param>
    public static int Key(int value, int day) => (value << DayBits) | day;

    public static int ValueOf(int key) => key >> DayBits;

    public static int DayOf(int key) => key & ((1 << DayBits) - 1);

    public static int DimensionOf(TallyBy by) => by switch
    {
        TallyBy.Type => 0,
        TallyBy.Outcome => 1,
        TallyBy.Perpetrator => 2,
        TallyBy.Target => 3,
        TallyBy.Place => 4,
        TallyBy.RootSource => 5,
        _ => throw new ArgumentOutOfRangeException(nameof(by), by, "not a dimension"),
    };

    /// <summary>Whether cells of a dimension hold figures of a party: the row's own for targets, else the group's where it is the target.</summary>
    public static bool HoldsParty(SectionKind kind, int dimension) => kind == SectionKind.Target || dimension == 3;

    public CellTable TableOf(int dimension) => tables[dimension] ??= new CellTable(store, HoldsParty(kind, dimension));

    public void Add(int day, ReadOnlySpan<CellShare> shares, int weight)
    {
        foreach (ref readonly var share in shares)
        {
            var table = TableOf(share.Dimension);
            table.Add(table.FindOrAdd(Key(share.Value, day)), share.Cell, share.Party, weight);
        }
    }

    /// <summary>Sums another section into this one, days not told apart.</summary>
    public void AddWithoutDays(SectionCells other)
    {
        for (var dimension = 0; dimension <= Dimensions; dimension++)
        {
            if (other.tables[dimension] is not { } from)
            {
                continue;
            }

            var to = TableOf(dimension);
            for (var i = 0; i < from.Count; i++)
            {
                var index = to.FindOrAdd(Key(ValueOf(from.KeyAt(i)), 0));
                to.Add(index, from.At(i), from.HasParty ? from.PartyAt(i) : default, 1);
            }
        }
    }
}
