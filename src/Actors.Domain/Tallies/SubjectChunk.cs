namespace Actors.Domain.Tallies;

/// <summary>The cells of one calendar year: a state of its own, with the vector at which it was written.</summary>
internal sealed class SubjectChunk(int year, SectionKind[] kinds, CellStore store)
{
    private SectionCells[]? yearly;

    public int Year => year;

    /// <summary>One a section; null until the chunk is loaded.</summary>
    public SectionCells[]? Sections { get; private set; }

    /// <summary>True when it stands in a blob of its own, not in the head.</summary>
    public bool Separate { get; set; }

    /// <summary>True when it differs from what was last written.</summary>
    public bool Dirty { get; set; }

    /// <summary>
    /// Where it stands ahead of the head (written after the head that was loaded): entries up to here are in it already, and replaying
    /// them must not count them twice.
    /// </summary>
    public IReadOnlyDictionary<int, long>? Ahead { get; set; }

    public DateOnly First => new(year, 1, 1);

    public DateOnly Last => new(year, 12, 31);

    public static SubjectChunk New(int year, SectionKind[] kinds, CellStore store)
    {
        var chunk = new SubjectChunk(year, kinds, store) { Dirty = true };
        chunk.Fill(Array.ConvertAll(kinds, kind => new SectionCells(kind, store)));
        return chunk;
    }

    public void Fill(SectionCells[] sections)
    {
        Sections = sections;
        yearly = null;
    }

    /// <summary>True when the entry is in the cells already.</summary>
    public bool Has(int partition, long position) =>
        Ahead is not null && Ahead.TryGetValue(partition, out var reached) && position <= reached;

    public void Add(int section, int dayOfYear, ReadOnlySpan<CellShare> shares, int weight)
    {
        Sections![section].Add(dayOfYear, shares, weight);
        yearly?[section].Add(0, shares, weight);
        Dirty = true;
    }

    /// <summary>The year's sums, kept up to date once they have been asked for.</summary>
    public SectionCells Yearly(int section)
    {
        if (yearly is null)
        {
            yearly = Array.ConvertAll(kinds, kind => new SectionCells(kind, store));
            for (var i = 0; i < kinds.Length; i++)
            {
                yearly[i].AddWithoutDays(Sections![i]);
            }
        }

        return yearly[section];
    }
}
