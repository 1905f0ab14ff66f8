using System.Diagnostics.Metrics;
using Actors.Streaming;

namespace Actors.Grains.Routing;

/// <summary>Figures of the routers of one silo, on the meter of the streams.</summary>
public sealed class RouterInstruments
{
    private readonly Counter<long> slices;
    private readonly Counter<long> sliceEntries;
    private readonly Counter<long> nudges;
    private readonly Counter<long> failures;
    private readonly UpDownCounter<long> behind;
    private readonly Counter<long> checkpoints;
    private readonly Counter<long> catchUpReads;
    private readonly Counter<long> catchUps;

    public RouterInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(LedgerStreamInstruments.SourceName);
        slices = meter.CreateCounter<long>("actors.ledger.slices", "{slice}", "Slices answered by subjects.");
        sliceEntries = meter.CreateCounter<long>("actors.ledger.slice_entries", "{entry}", "Entries in slices answered by subjects.");
        nudges = meter.CreateCounter<long>("actors.ledger.nudges", "{nudge}", "Nudges sent to subjects that were given up.");
        failures = meter.CreateCounter<long>("actors.ledger.handover_failures", "{failure}", "Slices and nudges that failed.");
        behind = meter.CreateUpDownCounter<long>("actors.ledger.behind", "{subject}", "Subjects that are owed a catch-up.");
        checkpoints = meter.CreateCounter<long>("actors.ledger.checkpoints", "{checkpoint}", "Checkpoints written.");
        catchUpReads = meter.CreateCounter<long>("actors.ledger.catch_up_reads", "{read}", "Ledger reads made for subjects that catch up.");
        catchUps = meter.CreateCounter<long>("actors.ledger.catch_ups", "{step}", "Steps of subjects that catch up.");
    }

    internal void SliceAnswered(int entries)
    {
        slices.Add(1);
        sliceEntries.Add(entries);
    }

    internal void NudgeSent() => nudges.Add(1);

    internal void HandOverFailed() => failures.Add(1);

    internal void BehindChanged(int by) => behind.Add(by);

    internal void CheckpointWritten() => checkpoints.Add(1);

    internal void CatchUpRead() => catchUpReads.Add(1);

    internal void CaughtUp(int steps) => catchUps.Add(steps);
}
