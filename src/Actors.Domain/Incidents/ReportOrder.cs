namespace Actors.Domain.Incidents;

/// <summary>The order of reports: by the time that counts, then by id (ordinal). "Last" means the greatest.</summary>
public sealed class ReportOrder : IComparer<RecordedReport>
{
    public static ReportOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(RecordedReport? x, RecordedReport? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        var byTime = x.EffectiveAt.UtcTicks.CompareTo(y.EffectiveAt.UtcTicks);
        return byTime != 0 ? byTime : string.CompareOrdinal(x.Report.Id, y.Report.Id);
    }

    /// <summary>Reports in order, each id once.</summary>
    internal static ReadOnlySpan<RecordedReport> Sort(IReadOnlyCollection<RecordedReport> reports)
    {
        var sorted = reports.ToArray();
        Array.Sort(sorted, Instance);
        var kept = 0;
        for (var at = 0; at < sorted.Length; at++)
        {
            if (kept == 0 || !string.Equals(sorted[kept - 1].Report.Id, sorted[at].Report.Id, StringComparison.Ordinal))
            {
                sorted[kept++] = sorted[at];
            }
        }

        return sorted.AsSpan(0, kept);
    }
}
