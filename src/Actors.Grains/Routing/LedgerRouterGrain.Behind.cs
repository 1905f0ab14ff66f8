using Actors.Ledger;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Routing;

public sealed partial class LedgerRouterGrain
{
    private const int MissedPageEntries = 4_000;
    private readonly HashSet<SubjectLane> owed = [];
    private long owedChanges;
    private long writtenPosition;
    private long writtenOwedChanges;
    private long writtenAt;
    private bool writing;
    private bool checkpointFails;
    private int nudgesInFlight;
    private TaskCompletionSource? fewerBehind;

    private void Owed(SubjectLane lane)
    {
        if (owed.Add(lane))
        {
            owedChanges++;
            instruments.BehindChanged(1);
        }
    }

    private void Answered(SubjectLane lane, long to)
    {
        if (lane.Answered(to) && owed.Remove(lane))
        {
            owedChanges++;
            instruments.BehindChanged(-1);
            fewerBehind?.TrySetResult();
        }
    }

    private void Failed(SubjectLane lane, long to, Exception failure)
    {
        instruments.HandOverFailed();
        lane.Failed(to, NudgeAt);
        Owed(lane);
        if (lane.Failures == 1)
        {
            LogFailed(logger, partition, lane.Target.Subject, to, failure);
        }
        else
        {
            LogFailedAgain(logger, partition, lane.Target.Subject, lane.Failures, failure);
        }
    }

    private long NudgeAt(int failures)
    {
        var pause = options.MinNudgePause * Math.Pow(2, Math.Min(failures - 1, 20));
        pause = pause < options.MaxNudgePause ? pause : options.MaxNudgePause;
        return After(time.GetTimestamp(), pause);
    }

    private async Task OnTimerAsync(CancellationToken cancellationToken)
    {
        if (!started)
        {
            return;
        }

        var now = time.GetTimestamp();
        OweSettling(now);
        await ResumeGatheringAsync(now);
        foreach (var lane in owed.Where(lane => !lane.InFlight && lane.NudgeAt <= now).Take(options.MaxNudges - nudgesInFlight).ToArray())
        {
            _ = NudgeAsync(lane);
        }

        if (time.GetElapsedTime(writtenAt) >= options.CheckpointPeriod)
        {
            await WriteCheckpointAsync(cancellationToken);
        }
    }

    private async Task NudgeAsync(SubjectLane lane)
    {
        lane.InFlight = true;
        nudgesInFlight++;
        var to = lane.OwedTo;
        var settles = lane.MustSettle;
        lane.MustSettle = false;
        var settled = false;
        try
        {
            instruments.NudgeSent();
            if (settles)
            {
                settled = await lane.Target.Consumer.SettleAsync(partition, to);
            }
            else
            {
                await lane.Target.Consumer.NudgeAsync(partition, to);
            }

            Answered(lane, to);
        }
        catch (Exception failure)
        {
            // As in HandOverAsync: recorded, logged, and tried again after a pause.
            Failed(lane, to, failure);
        }
        finally
        {
            nudgesInFlight--;
            if (settles)
            {
                Settled(lane, settled ? to : 0);
            }
        }
    }

    /// <summary>Where subjects fail by the thousand (their database is gone), going on would only make the list longer.</summary>
    /// <exception cref="TooManyBehindException">It stayed so for the time allowed; the page will be delivered again.</exception>
    private async Task WaitUntilFewAreBehindAsync()
    {
        var start = time.GetTimestamp();
        while (owed.Count >= options.MaxBehind)
        {
            fewerBehind = new TaskCompletionSource();
            try
            {
                await fewerBehind.Task.WaitAsync(options.MaxRefusalWait - time.GetElapsedTime(start) is { } left && left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
            }
            catch (TimeoutException)
            {
                throw new TooManyBehindException(partition, owed.Count);
            }
            finally
            {
                fewerBehind = null;
            }
        }
    }

    private async Task WriteCheckpointAsync(CancellationToken cancellationToken)
    {
        var gatheredFrom = GatheredFrom();
        if (writing || owed.Count > options.MaxBehind || (handedTo == writtenPosition && gatheredFrom == writtenGatheredFrom && owedChanges == writtenOwedChanges))
        {
            return;
        }

        writing = true;
        var changes = owedChanges;
        var checkpoint = new DeliveryCheckpoint(partition, handedTo, [.. owed.Select(lane => lane.Target.Subject)], gatheredFrom);
        try
        {
            await ledger.WriteCheckpointAsync(checkpoint, cancellationToken);
            writtenPosition = checkpoint.Position;
            writtenGatheredFrom = gatheredFrom;
            writtenOwedChanges = changes;
            checkpointFails = false;
            instruments.CheckpointWritten();
        }
        catch (LedgerUnavailableException failure)
        {
            // The next one says more; until then a new router starts further back, which costs time and nothing else.
            if (!checkpointFails)
            {
                checkpointFails = true;
                LogCheckpointFails(logger, partition, failure);
            }
        }
        finally
        {
            writing = false;
            writtenAt = time.GetTimestamp();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: {Subject} failed on the page up to {To}; it will be nudged until it has caught up.")]
    private static partial void LogFailed(ILogger logger, int partition, string subject, long to, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Partition {Partition}: {Subject} failed {Failures} times in a row.")]
    private static partial void LogFailedAgain(ILogger logger, int partition, string subject, int failures, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: the checkpoint cannot be written; trying again.")]
    private static partial void LogCheckpointFails(ILogger logger, int partition, Exception exception);
}
