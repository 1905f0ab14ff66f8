using System.Collections.Immutable;
using Actors.Ledger;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Actors.Streaming;

internal sealed partial class LedgerQueue : IQueueAdapterReceiver
{
    private static readonly TimeSpan HeadRefreshPeriod = TimeSpan.FromSeconds(1);

    // Where the next page starts; null until the first read found the checkpoint. It moves only with a page that is returned.
    private long? position;
    private bool backlog;
    private int quietPages;
    private bool unavailable;
    private long lastPageAt;
    private long lastHeadAt;
    private long knownHead;
    private long notBefore;

    // A failed Initialize is ignored by the agent, which reads all the same: so there is nothing here that could fail.
    Task IQueueAdapterReceiver.Initialize(TimeSpan timeout)
    {
        instruments.Add(this);
        return Task.CompletedTask;
    }

    Task IQueueAdapterReceiver.Shutdown(TimeSpan timeout)
    {
        instruments.Remove(this);
        return Task.CompletedTask;
    }

    Task IQueueAdapterReceiver.MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    Task<IList<IBatchContainer>> IQueueAdapterReceiver.GetQueueMessagesAsync(int maxCount) => ReadAsync(CancellationToken.None);

    Task<IList<IBatchContainer>> IQueueAdapterReceiver.GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken) =>
        ReadAsync(cancellationToken);

    private async Task<IList<IBatchContainer>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var pause = time.GetElapsedTime(time.GetTimestamp(), notBefore);
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause < options.MaxWait ? pause : options.MaxWait, time, cancellationToken);
                return [];
            }

            var page = position is null
                ? await ReadFirstAsync(cancellationToken)
                : await ReadNextAsync(position.Value, cancellationToken);
            Recovered();
            if (page is null)
            {
                return [];
            }

            quietPages = page.Entries.IsEmpty ? quietPages + 1 : 0;
            position = page.To;
            lastPageAt = time.GetTimestamp();
            return [new LedgerPageBatch(page, quietPages)];
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent stops; what it has not read stays in the ledger.
            return [];
        }
        catch (LedgerUnavailableException failure)
        {
            instruments.ReadFailed(partition);
            if (!unavailable)
            {
                unavailable = true;
                LogUnavailable(logger, partition, failure);
            }

            PauseFor(options.ReadRetryPause);
            return [];
        }
    }

    /// <summary>The first page starts at the checkpoint and is sent even without entries: it starts the router, which takes up
    /// what the one before it owed.</summary>
    private async Task<LedgerPageEvent> ReadFirstAsync(CancellationToken cancellationToken)
    {
        var start = (await ledger.ReadCheckpointAsync(partition, cancellationToken))?.Position ?? 0;
        var head = await ledger.ReadHeadAsync(partition, cancellationToken);
        NoteHead(head.Position);
        Volatile.Write(ref delivered, start);
        LogStarted(logger, partition, start, head.Position);
        return await ReadPageAsync(start, cancellationToken) ?? Quiet(start);
    }

    private async Task<LedgerPageEvent?> ReadNextAsync(long after, CancellationToken cancellationToken)
    {
        if (pages.Count >= options.MaxCachedPages && !await WaitForRoomAsync(cancellationToken))
        {
            await RefreshHeadAsync(cancellationToken);

            // One empty page more than there is room for: it makes the agent start a cursor that stopped on an error.
            return IsQuiet() && !pages[^1].Page.Entries.IsEmpty ? Quiet(after) : null;
        }

        if (!backlog)
        {
            await ledger.WaitForAppendAsync(partition, after, options.MaxWait, cancellationToken);
            if (options.Linger > TimeSpan.Zero && time.GetElapsedTime(lastPageAt) < options.Linger * 10)
            {
                await Task.Delay(options.Linger, time, cancellationToken);
            }
        }
        else
        {
            await RefreshHeadAsync(cancellationToken);
        }

        return await ReadPageAsync(after, cancellationToken) ?? (IsQuiet() ? Quiet(after) : null);
    }

    private async Task<LedgerPageEvent?> ReadPageAsync(long after, CancellationToken cancellationToken)
    {
        var read = await ledger.ReadAsync(partition, after, long.MaxValue, options.MaxPageEntries, EntryParts.Effects, cancellationToken);
        if (read.Entries.Count == 0)
        {
            backlog = false;
            return null;
        }

        var entries = ImmutableArray.CreateBuilder<LedgerPageEntry>(read.Entries.Count);
        foreach (var entry in read.Entries)
        {
            entries.Add(new LedgerPageEntry(entry.Address.Position, entry.RecordedAt.UtcTicks, entry.Kind, entry.Subjects, entry.Effects));
        }

        // Never beyond the last entry seen: what is appended later belongs to a later page, whatever upper bound was asked for.
        var to = entries[^1].Position;
        NoteHead(to);
        backlog = entries.Count >= options.MaxPageEntries || to < knownHead;
        return new LedgerPageEvent(partition, after, to, entries.MoveToImmutable());
    }

    private LedgerPageEvent Quiet(long at) => new(partition, at, at, []);

    private bool IsQuiet() => time.GetElapsedTime(lastPageAt) >= options.QuietPeriod;

    private async Task<bool> WaitForRoomAsync(CancellationToken cancellationToken)
    {
        room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await room.Task.WaitAsync(options.MaxWait, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            room = null;
        }
    }

    private async Task RefreshHeadAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(lastHeadAt) < HeadRefreshPeriod)
        {
            return;
        }

        NoteHead((await ledger.ReadHeadAsync(partition, cancellationToken)).Position);
        lastHeadAt = time.GetTimestamp();
    }

    private void NoteHead(long head) => Volatile.Write(ref knownHead, Math.Max(knownHead, head));

    private void ReadAgainFrom(long after)
    {
        position = after;
        PauseFor(options.ReadRetryPause);
    }

    private void PauseFor(TimeSpan pause) => notBefore = time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency);

    private void Recovered()
    {
        if (unavailable)
        {
            unavailable = false;
            LogRecovered(logger, partition);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Partition}: delivery starts after position {Start}; the head is {Head}.")]
    private static partial void LogStarted(ILogger logger, int partition, long start, long head);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: the ledger cannot be read; delivery waits for it.")]
    private static partial void LogUnavailable(ILogger logger, int partition, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Partition}: the ledger can be read again.")]
    private static partial void LogRecovered(ILogger logger, int partition);
}
