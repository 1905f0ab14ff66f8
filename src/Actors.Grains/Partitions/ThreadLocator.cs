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

    /// <summary>Where the report went from this thread, or null when it is here.</summary>
    private static async Task<Guid?> FollowAsync(ILedger ledger, Guid thread, EntryAddress report, CancellationToken cancellationToken)
    {
        var revisions = await ledger.ReadRevisionsAsync(thread, cancellationToken);
        for (var i = revisions.Count - 1; i > 0; i--)
        {
            if (revisions[i].Reports.Contains(report))
            {
                return null;
            }

            // The last revision without it: made by the merge or split that took it away. The thread may have been opened again since.
            if (revisions[i - 1].Reports.Contains(report))
            {
                var entry = (await ledger.ReadEntriesAsync([revisions[i].Address], cancellationToken))[0];
                return entry.Kind switch
                {
                    (byte)EntryKind.Merge => AnalystAction.Decode(entry.Report.Span).Incident,
                    (byte)EntryKind.Split => AnalystAction.Decode(entry.Report.Span).Other,
                    _ => throw new InvalidOperationException($"Report {report.Partition}:{report.Position} left incident {thread} by an entry of kind {entry.Kind}."),
                };
            }
        }

        return null;
    }
}
