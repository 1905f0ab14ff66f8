using Actors.Domain.Incidents;
using Actors.Ledger;

namespace Actors.Grains.Partitions;

/// <summary>Brings entries that wait for a report, and that report, together.</summary>
public sealed class WaitingReports(ILedger ledger, IGrainFactory grains)
{
    /// <summary>Hands each waiting entry whose report is known by now to the partition of that report's thread. Done again it changes nothing.</summary>
    /// <exception cref="LedgerUnavailableException">The database does not answer.</exception>
    public async Task AttachKnownAsync(IReadOnlyList<WaitingEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count == 0)
        {
            return;
        }

        var known = await ledger.LookUpReportsAsync([.. entries.Select(w => w.Awaited).Distinct()], cancellationToken);
        foreach (var report in known)
        {
            // A retraction that is known may itself wait for what it retracts; then there is nowhere to go yet.
            if (await ThreadLocator.LocateAsync(ledger, report.Key, cancellationToken) is { } thread)
            {
                var partition = grains.GetGrain<ILedgerPartitionGrain>(IncidentIds.PartitionOf(thread, ledger.PartitionCount));
                foreach (var entry in entries.Where(w => w.Awaited == report.Key))
                {
                    await partition.AttachAsync(thread, entry.Address.Partition, entry.Address.Position);
                }
            }
        }
    }
}
