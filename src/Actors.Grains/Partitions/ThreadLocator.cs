using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Ledger;

namespace Actors.Grains.Partitions;

/// <summary>Finds the incident a report belongs to now, after merges and splits.</summary>
public static class ThreadLocator
{
    private const int MaxMoves = 64;

    /// <summary>The thread whose current revision holds the report, or null when the registry does not know it. A retraction that came before
    /// what it retracts is where that is: it is brought there, if it is not there yet.</summary>
    public static Task<Guid?> LocateAsync(ILedger ledger, string reportId, CancellationToken cancellationToken) =>
        LocateAsync(ledger, PendingRecord.KeyOf(reportId), cancellationToken);

    /// <summary>As <see cref="LocateAsync(ILedger, string, CancellationToken)"/>, by the report's key.</summary>
    public static async Task<Guid?> LocateAsync(ILedger ledger, ReportKey report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        var passed = new HashSet<ReportKey>();
        while (passed.Add(report) && await ledger.LookUpReportsAsync([report], cancellationToken) is [var registered])
        {
            var receipt = ReceiptBlob.Decode(registered.Receipt.Span);
            if (receipt.IsIncident)
            {
                return await FollowAllAsync(ledger, receipt.Thread, registered, cancellationToken);
            }

            var entry = (await ledger.ReadEntriesAsync([registered.Address], cancellationToken))[0];
            if (RecordedReportCodec.Read(entry.Report.Span, entry.RecordedAt).Report is not RetractionReport retraction)
            {
                return receipt.Thread;
            }

            report = PendingRecord.KeyOf(retraction.Retracts);
        }

        return null;
    }

    private static async Task<Guid?> FollowAllAsync(ILedger ledger, Guid thread, RegisteredReport registered, CancellationToken cancellationToken)
    {
        for (var move = 0; move < MaxMoves; move++)
        {
            var next = await FollowAsync(ledger, thread, registered.Address, cancellationToken);
            if (next is null)
            {
                return thread;
            }

            thread = next.Value;
        }

        throw new InvalidOperationException($"The report at {registered.Address.Partition}:{registered.Address.Position} was moved more than {MaxMoves} times from incident to incident.");
    }

    /// <summary>Where the report went from this thread, or null when it is here. An incident that was merged keeps the reports it had in its last
    /// revision, and may have been opened again since without them.</summary>
    private static async Task<Guid?> FollowAsync(ILedger ledger, Guid thread, EntryAddress report, CancellationToken cancellationToken)
    {
        var revisions = await ledger.ReadRevisionsAsync(thread, cancellationToken);
        var last = revisions.Count - 1;
        while (last >= 0 && !revisions[last].Reports.Contains(report))
        {
            last--;
        }

        if (last < 0)
        {
            return null;
        }

        // The entry that made the last revision with it, if that is a merge, or the one that made the next, which is a split.
        var addresses = revisions.Skip(last).Take(2).Select(r => r.Address).ToList();
        var entries = (await ledger.ReadEntriesAsync(addresses, cancellationToken)).ToDictionary(e => e.Address);
        var with = entries[addresses[0]];
        if (with.Kind == (byte)EntryKind.Merge && AnalystAction.Decode(with.Report.Span) is var merge && merge.Other == thread)
        {
            return merge.Incident;
        }

        if (addresses.Count == 1)
        {
            return null;
        }

        var without = entries[addresses[1]];
        return without.Kind == (byte)EntryKind.Split && AnalystAction.Decode(without.Report.Span) is var split && split.Incident == thread
            ? split.Other
            : throw new InvalidOperationException($"Report {report.Partition}:{report.Position} left incident {thread} by an entry of kind {without.Kind}.");
    }
}
