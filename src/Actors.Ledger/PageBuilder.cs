namespace Actors.Ledger;

/// <summary>Collects entries in order up to a number and a size, and knows how far the page covers.</summary>
internal sealed class PageBuilder(int partition, long after, int limit)
{
    private readonly List<LedgerEntry> entries = [];
    private long bytes;
    private bool cutBySize;

    public int Partition => partition;

    public long After => after;

    public int Limit => limit;

    public bool IsFull => cutBySize || entries.Count >= limit;

    public void Add(LedgerEntry entry)
    {
        var size = (long)entry.Effects.Length + entry.Report.Length;
        if (entries.Count > 0 && bytes + size > LedgerPlans.MaxPageBytes)
        {
            cutBySize = true;
            return;
        }

        bytes += size;
        entries.Add(entry);
    }

    /// <summary>The page. One that was cut covers up to its last entry; one that was not, up to <paramref name="coveredTo"/> or its last entry.</summary>
    public LedgerPage Build(long coveredTo)
    {
        var last = entries.Count > 0 ? entries[^1].Address.Position : after;
        return new(partition, after, IsFull ? last : Math.Max(last, coveredTo), entries);
    }
}
