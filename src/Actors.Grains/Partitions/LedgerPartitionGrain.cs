using Actors.Abstractions.Intake;
using Actors.Domain.Incidents;
using Actors.Domain.Catalogue;
using Actors.Grains.Catalogue;
using Actors.Grains.Forms;
using Actors.Ledger;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Actors.Grains.Partitions;

/// <summary>
/// The one writer of a data partition. While one commit runs, arriving reports form the next batch. Memory changes only
/// after the commit; when its outcome is another than expected, memory is dropped and read again.
/// </summary>
/// <remarks>Two activations cannot both write: the ledger checks the head inside the append.</remarks>
[Reentrant]
[GrainType("ledger-partition")]
internal sealed partial class LedgerPartitionGrain(
    ILedger ledger,
    CatalogueHolder catalogue,
    CatalogueFollower follower,
    AssessmentRules rules,
    WaitingReports waitingReports,
    ClusterForms forms,
    ILogger<LedgerPartitionGrain> logger) : Grain, ILedgerPartitionGrain, IDisposable
{
    private const int MaxBatch = 2_000;
    private const int MaxWaiting = 20_000;
    private const int MaxAttempts = 8;

    private readonly ThreadStore threads = new(ledger);
    private readonly Queue<PendingRecord> waiting = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim writing = new(1, 1);
    private bool pumping;
    private long? head;

    private int Partition => (int)this.GetPrimaryKeyLong();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // What waited when the partition last stopped is looked at again; not in this call, which does no I/O.
        sweep = this.RegisterGrainTimer(SweepAsync, new GrainTimerCreationOptions(SweepDelay, Timeout.InfiniteTimeSpan) { Interleave = true });
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        stopping.Dispose();
        writing.Dispose();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        while (waiting.TryDequeue(out var pending))
        {
            pending.Answer.TrySetException(Busy("The ledger partition is moving to another silo."));
        }
    }

    public async Task<IReadOnlyList<RecordAnswer>> RecordAsync(IReadOnlyList<RecordItem> items)
    {
        if (waiting.Count + items.Count > MaxWaiting)
        {
            throw Busy($"Ledger partition {Partition} has {waiting.Count} reports waiting.");
        }

        var answers = new Task<RecordAnswer>[items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            var pending = new PendingRecord(items[i]);
            waiting.Enqueue(pending);
            answers[i] = pending.Answer.Task;
        }

        if (!pumping)
        {
            pumping = true;
            PumpAsync().Ignore();
        }

        return await Task.WhenAll(answers);
    }

    private static ServiceBusyException Busy(string message) => new(message, retryAfterSeconds: 1);

    private async Task PumpAsync()
    {
        try
        {
            // Everything that called while this turn was starting belongs to the first batch.
            await Task.Yield();
            while (waiting.Count > 0)
            {
                var batch = new List<PendingRecord>(Math.Min(waiting.Count, MaxBatch));
                while (batch.Count < MaxBatch && waiting.TryDequeue(out var pending))
                {
                    batch.Add(pending);
                }

                await CommitAsync(batch);
            }
        }
        finally
        {
            pumping = false;
        }
    }

    private async Task CommitAsync(List<PendingRecord> batch)
    {
        await writing.WaitAsync(stopping.Token);
        using var activity = GrainsTelemetry.StartBatch("ledger partition batch", batch.Select(p => p.Item.Trace));
        activity?.SetTag("actors.partition", Partition).SetTag("actors.reports", batch.Count);
        try
        {
            await RecordBatchAsync(batch);
        }
        catch (LedgerLimitException refused) when (batch.Count > 1)
        {
            // One entry or the batch as a whole is too large: each on its own tells which.
            Log.BatchSplit(logger, Partition, batch.Count, refused.Message);
            foreach (var single in batch)
            {
                try
                {
                    await RecordBatchAsync([single]);
                }
                catch (LedgerLimitException limit)
                {
                    single.Answer.TrySetException(new BadRequestException("", limit.Message));
                }
            }
        }
        catch (LedgerLimitException limit)
        {
            batch[0].Answer.TrySetException(new BadRequestException("", limit.Message));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            DropMemory();
            var answer = failure is LedgerUnavailableException or OperationCanceledException
                ? LedgerAway.Busy(failure, "nothing of this call is known to be recorded: send it again")
                : failure;
            if (failure is not (LedgerUnavailableException or OperationCanceledException))
            {
                Log.BatchFailed(logger, Partition, batch.Count, failure);
            }

            foreach (var pending in batch)
            {
                pending.Answer.TrySetException(answer);
            }
        }
        finally
        {
            writing.Release();
        }
    }

    private void DropMemory()
    {
        threads.Clear();
        head = null;
    }

    private async Task RecordBatchAsync(List<PendingRecord> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            var plan = await PlanAsync(batch);
            if (plan.Entries.Count == 0)
            {
                plan.Complete(null);
                return;
            }

            var outcome = await AppendAsync(plan.Entries);
            if (outcome is AppendOutcome.Committed)
            {
                foreach (var thread in plan.Changed)
                {
                    threads.Keep(thread);
                }

                plan.Complete(outcome);
                LookForLate(plan.Recorded);
                return;
            }

            GiveUpAfter(attempt, outcome);
        }
    }

    private void GiveUpAfter(int attempt, AppendOutcome outcome)
    {
        Log.AppendRefused(logger, Partition, attempt, outcome.ToString());
        switch (outcome)
        {
            case AppendOutcome.HeadMoved:
                DropMemory();
                break;
            case AppendOutcome.Stale stale:
                threads.Forget(stale.Incident);
                break;
        }

        if (attempt == MaxAttempts)
        {
            DropMemory();
            DeactivateOnIdle();
            throw Busy($"Ledger partition {Partition} has another writer.");
        }
    }

    private async Task<AppendOutcome> AppendAsync(List<NewEntry> entries)
    {
        var outcome = await ledger.AppendAsync(
            new AppendRequest { Partition = Partition, ExpectedHead = head!.Value, BatchId = Guid.NewGuid(), Entries = entries },
            stopping.Token);
        if (outcome is AppendOutcome.Committed committed)
        {
            head = committed.FirstPosition + entries.Count - 1;
        }

        return outcome;
    }

    private async Task<long> HeadAsync() => head ??= (await ledger.ReadHeadAsync(Partition, stopping.Token)).Position;

    private async Task<RecordPlan> PlanAsync(List<PendingRecord> batch)
    {
        if (batch.Max(p => p.Item.Control) > follower.Position)
        {
            await follower.CatchUpAsync(stopping.Token);
        }

        var keys = batch.Select(p => p.Key).ToHashSet();
        var known = ledger.LookUpReportsAsync(keys, stopping.Token);
        var awaited = ledger.ReadWaitingAsync(keys, stopping.Token);
        var first = await HeadAsync() + 1;
        var loaded = await threads.LoadAsync(batch.SelectMany(p => p.Threads).ToHashSet(), stopping.Token);
        var plan = new RecordPlan(
            Partition,
            first,
            loaded,
            (await known).ToDictionary(r => r.Key),
            await LoadWaitingAsync(await awaited),
            new EntryComposer(catalogue.Current, rules),
            namesImports: batch.Any(p => p.Item.Import is not null) && forms.EverySiloReads(StoredForm.EntryImport));
        foreach (var pending in batch)
        {
            plan.Add(pending);
        }

        return plan;
    }

    /// <summary>Waiting entries, with what in turn waits for them (the retraction of a retraction that came first).</summary>
    private async Task<ILookup<ReportKey, AddressedReport>> LoadWaitingAsync(IReadOnlyList<WaitingEntry> entries)
    {
        if (entries.Count == 0)
        {
            return Array.Empty<int>().ToLookup(_ => default(ReportKey), _ => default(AddressedReport)!);
        }

        var found = new List<(ReportKey Awaited, AddressedReport Report)>();
        var open = entries;
        while (open.Count > 0)
        {
            var stored = (await ledger.ReadEntriesAsync([.. open.Select(w => w.Address).Distinct()], stopping.Token)).ToDictionary(e => e.Address);
            var next = new HashSet<ReportKey>();
            foreach (var entry in open)
            {
                var report = RecordedReportCodec.Read(stored[entry.Address].Report.Span, stored[entry.Address].RecordedAt);
                var root = found.FirstOrDefault(f => PendingRecord.KeyOf(f.Report.Report.Report.Id) == entry.Awaited);
                found.Add((root.Report is null ? entry.Awaited : root.Awaited, new AddressedReport(entry.Address, report)));
                next.Add(PendingRecord.KeyOf(report.Report.Id));
            }

            open = await ledger.ReadWaitingAsync(next, stopping.Token);
        }

        return found.ToLookup(f => f.Awaited, f => f.Report);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Partition}: append refused at attempt {Attempt}: {Outcome}")]
        public static partial void AppendRefused(ILogger logger, int partition, int attempt, string outcome);

        [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Partition}: a batch of {Count} exceeds a limit and is recorded one by one: {Reason}")]
        public static partial void BatchSplit(ILogger logger, int partition, int count, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "Partition {Partition}: a batch of {Count} could not be recorded")]
        public static partial void BatchFailed(ILogger logger, int partition, int count, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: what waits could not be applied now and is tried again: {Reason}")]
        public static partial void AttachPostponed(ILogger logger, int partition, string reason);
    }
}
