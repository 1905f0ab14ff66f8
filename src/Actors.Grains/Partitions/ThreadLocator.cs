using Actors.Domain.Incidents;
using Actors.Ledger;

namespace Actors.Grains.Partitions;

/// <summary>Finds the incident a report belongs to now, after merges and splits.</summary>
public static class ThreadLocator
{
    private const int MaxMoves = 64;

    /// <summary>The thread whose current revision holds the report, or null when the registry does not know it.</summary>
    public static async Task<Guid?> LocateAsync(ILedger ledger, string reportId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        var registered = await ledger.LookUpReportsAsync([PendingRecord.KeyOf(reportId)], cancellationToken);
        if (registered.Count == 0)
        {
            return null;
        }

        var thread = ReceiptBlob.Decode(registered[0].Receipt.Span).Thread;
        for (var move = 0; move < MaxMoves; move++)
        {
            var next = await FollowAsync(ledger, thread, reportId, registered[0].Address, cancellationToken);
            if (next is null)
            {
                return thread;
            }

            thread = next.Value;
        }

        throw new InvalidOperationException($"Report '{reportId}' was moved more than {MaxMoves} times from incident to incident.");
    }

    /// <summary>Where the report went from this thread, or null when it is here.</summary>
    private static async Task<Guid?> FollowAsync(ILedger ledger, Guid thread, string reportId, EntryAddress report, CancellationToken cancellationToken)
    {
        var revisions = await ledger.ReadRevisionsAsync(thread, cancellationToken);
        if (revisions.Count == 0)
        {
            return null;
        }

        var entries = (await ledger.ReadEntriesAsync([.. revisions.Select(r => r.Address)], cancellationToken)).ToDictionary(e => e.Address);
        for (var i = revisions.Count - 1; i >= 0; i--)
        {
            var entry = entries[revisions[i].Address];
            if (entry.Kind is not ((byte)EntryKind.Merge or (byte)EntryKind.Split))
            {
                continue;
            }

            var action = AnalystAction.Decode(entry.Report.Span);
            if (entry.Kind == (byte)EntryKind.Merge && action.Other == thread)
            {
                return i == revisions.Count - 1 ? action.Incident : null;
            }

            if (entry.Kind == (byte)EntryKind.Split && action.Incident == thread
                && action.Reports.Contains(reportId, StringComparer.Ordinal)
                && !revisions[^1].Reports.Contains(report))
            {
                return action.Other;
            }
        }

        return null;
    }
}
