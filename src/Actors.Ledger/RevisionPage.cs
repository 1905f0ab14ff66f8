namespace Actors.Ledger;

/// <summary>Merges the rows of several ordered searches into one page of <see cref="RevisionQuery"/>.</summary>
internal sealed class RevisionPage(int limit)
{
    private readonly SortedDictionary<(int SortDay, Guid Incident), StoredRevision> rows = new(RevisionOrder.Instance);
    private readonly SortedSet<(int SortDay, Guid Incident)> keys = new(RevisionOrder.Instance);

    /// <summary>Searches still to come need not look at days that sort behind this one.</summary>
    public int LastUsefulSortDay => keys.Count < limit ? int.MaxValue : keys.Max.SortDay;

    public void Add(StoredRevision row)
    {
        var key = (LedgerBytes.SortDay(row.DayFrom), row.Incident);
        if (keys.Add(key))
        {
            rows[key] = row;
            if (keys.Count > limit)
            {
                rows.Remove(keys.Max);
                keys.Remove(keys.Max);
            }
        }
    }

    public IReadOnlyList<StoredRevision> Build() => [.. rows.Values];
}
