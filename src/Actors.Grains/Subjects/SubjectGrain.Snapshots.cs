using Actors.Domain.Incidents;
using Actors.Domain.Tallies;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Actors.Grains.Subjects;

/// <summary>When a subject's state is stored and loaded. A snapshot only saves replay: losing one loses nothing.</summary>
internal abstract partial class SubjectGrain
{
    /// <summary>A snapshot is written when replaying from the last one would exceed this many entries, or half as many as the snapshot has
    /// cells and names where that is more: else a busy subject with a large state would write it again and again.</summary>
    private const int ReplayLimit = 2_000;
    private const int LongestReplay = 20_000;

    private static readonly TimeSpan SnapshotPeriod = TimeSpan.FromMinutes(10);

    private SnapshotStore? snapshots;

    /// <summary>Set when what is stored is of no use: the next start folds from nothing, as this generation.</summary>
    private long? anewAs;
    private int unsaved;
    private int replayLimit = ReplayLimit;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Spread over the period, so that subjects activated together do not write together.
        var jitter = TimeSpan.FromSeconds(Math.Abs(this.GetPrimaryKeyString().GetHashCode(StringComparison.Ordinal)) % (int)SnapshotPeriod.TotalSeconds);
        this.RegisterGrainTimer(
            _ => SaveAsync(force: true),
            new GrainTimerCreationOptions(SnapshotPeriod + jitter, SnapshotPeriod));
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        reason.ReasonCode == DeactivationReasonCode.ApplicationError ? Task.CompletedTask : SaveAsync(force: true);

    private async Task StartAsync()
    {
        // One catalogue for the whole turn: a newer one is taken up by the next.
        var current = services.Catalogue.Current;
        if (state is not null && catalogueVersion != current.Version)
        {
            // Leaves, umbrellas or the canonical names of rows changed for this subject: fold anew.
            if (!state.Adopt(current))
            {
                anewAs = state.Generation + 1;
                Drop();
            }

            // While this one was joined to another, which it may have been since it last looked, what concerns it was handed to that one.
            loaded = false;
        }

        catalogue = current;
        catalogueVersion = current.Version;
        if (state is not null)
        {
            return;
        }

        snapshots = new SnapshotStore(services.Storage, this.GetGrainId(), Subject);
        if (anewAs is { } generation)
        {
            state = new SubjectState(Subject, generation);
            anewAs = null;
            await LoadThreatAsync(ReadOnlyMemory<byte>.Empty);
            BeginEmpty();
            return;
        }

        var stored = await snapshots.LoadAsync(current);
        var said = ReadOnlyMemory<byte>.Empty;
        if (stored is null)
        {
            state = new SubjectState(Subject);
        }
        else if (stored.Value.Head.State is { } usable)
        {
            state = usable;
            lastRecordedAt = stored.Value.LastRecordedAt;
            said = stored.Value.Threat;
        }
        else
        {
            Log.FoldAnew(services.Logger, Subject.ToString(), stored.Value.Head.Why);
            state = new SubjectState(Subject, stored.Value.Head.NextGeneration);
        }

        unsaved = 0;
        await LoadThreatAsync(said);
        BeginEmpty();
    }

    private void BeginEmpty()
    {
        if (state!.Positions.Count == 0)
        {
            threat!.BeginsWithNothing();
        }
    }

    private async Task LoadYearsAsync(IReadOnlyList<int> years)
    {
        foreach (var year in years)
        {
            if (!await snapshots!.LoadChunkAsync(state!, year, catalogue))
            {
                Log.FoldAnew(services.Logger, Subject.ToString(), $"its year {year} does not belong to its head");
                anewAs = state!.Generation + 1;
                Drop();
                throw new SnapshotUnusableException(Subject.ToString(), year);
            }
        }
    }

    /// <summary>Stores the state if that is due. A conflict means another activation: this one drops what it knows and goes.</summary>
    private async Task SaveAsync(bool force)
    {
        if (state is null || open || !state.HasUnsaved || unsaved == 0 || (!force && unsaved < replayLimit) || !state.IsConsistent)
        {
            return;
        }

        var work = state.SnapshotWork;
        try
        {
            var written = await snapshots!.WriteAsync(state, catalogue, lastRecordedAt, threat!.Save());
            services.Instruments.Saved(written);
            unsaved = 0;
            replayLimit = Math.Clamp(work / 2, ReplayLimit, LongestReplay);
        }
        catch (InconsistentStateException conflict)
        {
            Log.Conflict(services.Logger, Subject.ToString(), conflict.Message);
            Drop();
            DeactivateOnIdle();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Taking a snapshot marks the state as stored: after a failure it cannot be trusted to know what is not.
            Log.NotSaved(services.Logger, Subject.ToString(), failure);
            Drop();
        }
    }

    private async Task FoldAsync(int partition, long to, IReadOnlyList<Abstractions.Subjects.SliceEntry> entries)
    {
        try
        {
            foreach (var entry in entries)
            {
                if (entry.Position <= state!.Watermark(partition))
                {
                    continue;
                }

                var effects = entry.Decode(static bytes => EffectsCodec.Decode(bytes.Span));
                if (state.YearsNeeded(effects) is { Count: > 0 } years)
                {
                    await LoadYearsAsync(years);
                }

                using var activity = GrainsTelemetry.Continue("subject apply", effects.Trace);
                activity?.SetTag("actors.subject", Subject.ToString()).SetTag("actors.position", entry.Position);
                state.Apply(partition, entry.Position, effects, catalogue);
                threat!.Saw(partition, entry, effects, catalogue);
                unsaved++;
                lastRecordedAt = entry.RecordedAt > lastRecordedAt ? entry.RecordedAt : lastRecordedAt;
                if (EntryKinds.MayRestOnOtherPartitions(entry.Kind))
                {
                    open = true;
                    threat.Moved();
                }
            }

            state!.AdvanceTo(partition, to);
        }
        catch
        {
            // A fold that stopped half-way is no state: read it again.
            Drop();
            throw;
        }

        await SaveAsync(force: false);
    }

    private void Drop()
    {
        state = null;
        threat = null;
        snapshots = null;
        loaded = false;
        open = false;
        unsaved = 0;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Subject} is folded anew from the ledger: {Why}")]
        public static partial void FoldAnew(ILogger logger, string subject, string why);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Subject} has another activation, this one goes: {Reason}")]
        public static partial void Conflict(ILogger logger, string subject, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The snapshot of {Subject} could not be stored")]
        public static partial void NotSaved(ILogger logger, string subject, Exception exception);
    }
}

/// <summary>A stored year does not belong to the stored head; the subject folds anew with the next call.</summary>
internal sealed class SnapshotUnusableException(string subject, int year)
    : Exception($"The stored year {year} of {subject} does not belong to its head; it is folded anew.");
