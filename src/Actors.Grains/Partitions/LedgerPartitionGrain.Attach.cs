using Actors.Abstractions.Export;
using Actors.Abstractions.Intake;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Ledger;

namespace Actors.Grains.Partitions;

/// <summary>
/// Retractions that came before what they retract. Whoever commits second sees the other: the report looks for what waits
/// for it, in its own commit and once more after it; the waiting one looks for the report after its commit. What a crash
/// leaves in between is found by a sweep when the partition is next activated, or by <see cref="WaitingSweeper"/> where it is not.
/// </summary>
internal sealed partial class LedgerPartitionGrain
{
    private static readonly TimeSpan SweepDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepRetry = TimeSpan.FromSeconds(5);

    private readonly List<(ReportKey Key, Guid Thread, string? Awaits, EntryAddress Address)> late = [];
    private bool looking;
    private IGrainTimer? sweep;

    public async Task AttachAsync(Guid thread, int waitingPartition, long waitingPosition)
    {
        await writing.WaitAsync(stopping.Token);
        try
        {
            await AttachOneAsync(thread, new EntryAddress(waitingPartition, waitingPosition));
        }
        catch (LedgerUnavailableException failure)
        {
            DropMemory();
            throw LedgerAway.Busy(failure);
        }
        finally
        {
            writing.Release();
        }
    }

    public async Task<RestoreAnswer> RestoreAttachAsync(Guid thread, string reportId)
    {
        await writing.WaitAsync(stopping.Token);
        try
        {
            var known = await ledger.LookUpReportsAsync([PendingRecord.KeyOf(reportId), AttachKeyOf(reportId)], stopping.Token);
            if (known.Any(k => k.Key == AttachKeyOf(reportId)))
            {
                return new RestoreAnswer(ReceiptStatus.Duplicate, null);
            }

            if (known is not [var report])
            {
                return new RestoreAnswer(null, $"report '{reportId}' is not recorded; its line comes before this one.");
            }

            await AttachOneAsync(thread, report.Address, restored: true);
            return new RestoreAnswer(ReceiptStatus.Recorded, null);
        }
        catch (LedgerUnavailableException failure)
        {
            DropMemory();
            throw LedgerAway.Busy(failure);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Names in the registry that a report was applied by an entry of its own, which happens once.</summary>
    private static ReportKey AttachKeyOf(string reportId) => PendingRecord.KeyOf("\nattach\n" + reportId);

    private void LookForLate(IReadOnlyCollection<(ReportKey Key, Guid Thread, string? Awaits, EntryAddress Address)> recorded)
    {
        late.AddRange(recorded);
        if (!looking)
        {
            looking = true;
            LookAsync().Ignore();
        }
    }

    private async Task LookAsync()
    {
        try
        {
            while (late.Count > 0)
            {
                var recorded = late.ToList();
                late.Clear();
                await LookAsync(recorded);
            }
        }
        catch (Exception failure) when (failure is LedgerUnavailableException or OperationCanceledException or ServiceBusyException or OrleansException or TimeoutException)
        {
            Log.AttachPostponed(logger, Partition, failure.Message);
            sweep?.Change(SweepRetry, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            looking = false;
        }
    }

    private async Task LookAsync(List<(ReportKey Key, Guid Thread, string? Awaits, EntryAddress Address)> recorded)
    {
        // What waits itself has no thread yet that anything could be brought to.
        var threadOf = recorded.Where(r => r.Awaits is null).ToDictionary(r => r.Key, r => r.Thread);
        foreach (var found in await ledger.ReadWaitingAsync(threadOf.Keys, stopping.Token))
        {
            await AttachAsync(threadOf[found.Awaited], found.Address.Partition, found.Address.Position);
        }

        var awaiting = recorded.Where(r => r.Awaits is not null).ToList();
        if (awaiting.Count > 0)
        {
            await waitingReports.AttachKnownAsync([.. awaiting.Select(a => new WaitingEntry(PendingRecord.KeyOf(a.Awaits!), a.Address))], stopping.Token);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await waitingReports.AttachKnownAsync(await ledger.ReadWaitingAsync(null, cancellationToken), cancellationToken);
        }
        catch (Exception failure) when (failure is LedgerUnavailableException or OperationCanceledException or ServiceBusyException or OrleansException or TimeoutException)
        {
            Log.AttachPostponed(logger, Partition, failure.Message);
            sweep?.Change(SweepRetry, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task AttachOneAsync(Guid id, EntryAddress waitingAddress, bool restored = false)
    {
        for (var attempt = 1; ; attempt++)
        {
            // Not as remembered: an action in another partition may have brought it the report that this one is about.
            threads.Forget(id);
            var thread = (await threads.LoadAsync([id], stopping.Token))[id];
            if (thread.ClosedInto is { } survivor)
            {
                id = survivor;
                var partition = IncidentIds.PartitionOf(survivor, ledger.PartitionCount);
                if (partition != Partition && restored)
                {
                    var waiting = await ledger.ReadEntriesAsync([waitingAddress], stopping.Token);
                    var name = RecordedReportCodec.Read(waiting[0].Report.Span, waiting[0].RecordedAt).Report.Id;
                    await GrainFactory.GetGrain<ILedgerPartitionGrain>(partition).RestoreAttachAsync(survivor, name);
                    return;
                }

                if (partition != Partition)
                {
                    GrainFactory.GetGrain<ILedgerPartitionGrain>(partition)
                        .AttachAsync(survivor, waitingAddress.Partition, waitingAddress.Position).Ignore();
                    return;
                }

                continue;
            }

            if (thread.Reports.Any(r => r.Address == waitingAddress))
            {
                return;
            }

            var stored = await ledger.ReadEntriesAsync([waitingAddress], stopping.Token);
            var report = RecordedReportCodec.Read(stored[0].Report.Span, stored[0].RecordedAt);
            if (!restored && report.Report is RetractionReport retraction && thread.Reports.All(r => r.Report.Report.Id != retraction.Retracts))
            {
                // A split took what it retracts elsewhere meanwhile; to where that is, or, if nobody knows, it goes on waiting.
                if (await ThreadLocator.LocateAsync(ledger, retraction.Retracts, stopping.Token) is not { } home || home == id || attempt == MaxAttempts)
                {
                    return;
                }

                id = home;
                var partition = IncidentIds.PartitionOf(home, ledger.PartitionCount);
                if (partition != Partition)
                {
                    GrainFactory.GetGrain<ILedgerPartitionGrain>(partition).AttachAsync(home, waitingAddress.Partition, waitingAddress.Position).Ignore();
                    return;
                }

                continue;
            }

            var at = new EntryAddress(Partition, await HeadAsync() + 1);
            var composer = new EntryComposer(catalogue.Current, rules);
            var (next, effects) = composer.Join(thread, [new AddressedReport(waitingAddress, report)], at);
            var withdrawn = effects.Withdrawn.IsEmpty ? [] : composer.LiveSignals(thread.Reports).Values.AsEnumerable();
            var outcome = await AppendAsync(
            [
                new NewEntry
                {
                    Kind = (byte)EntryKind.Attach,
                    ReportKey = AttachKeyOf(report.Report.Id),
                    Receipt = new ReceiptBlob(id, IsIncident: false, 0, null, null).Encode(),
                    Subjects = EntryComposer.SubjectsOf(effects, withdrawn),
                    Effects = EffectsCodec.Encode(effects),
                    Report = stored[0].Report,
                    Revisions = [composer.RevisionOf(next)],
                    Fulfils = restored ? [] : [waitingAddress],
                },
            ]);
            if (outcome is AppendOutcome.Committed)
            {
                threads.Keep(next);
                LookForLate([(PendingRecord.KeyOf(report.Report.Id), id, null, waitingAddress)]);
                return;
            }

            var stillWaits = await ledger.ReadWaitingAsync(null, stopping.Token);
            if (!restored && stillWaits.All(w => w.Address != waitingAddress))
            {
                return;
            }

            GiveUpAfter(attempt, outcome);
        }
    }
}
