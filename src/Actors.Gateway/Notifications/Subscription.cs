using System.Buffers;
using System.IO.Pipelines;

namespace Actors.Gateway.Notifications;

/// <summary>
/// One listener. What comes is written to its connection by whoever hands it over, from bytes that all listeners share: nobody is woken, and nothing
/// is allocated, where the connection takes it. While it does not, references to those bytes wait in a bounded queue.
/// </summary>
/// <remarks>A task and a queue to each listener took twice the processor time, most of it for waking them.</remarks>
internal sealed class Subscription(NotificationMatch match, Action<Subscription> forget, Action fellBehind) : IDisposable
{
    /// <summary>Notifications a listener may be behind before it is disconnected.</summary>
    public const int Capacity = 512;

    private const int FlushBytes = 16_384;
    private const string Closed = "closed";

    private readonly Lock gate = new();
    private readonly Queue<LiveNotification> behind = new();
    private readonly TaskCompletionSource ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PipeWriter? writer;
    private bool flushing;
    private bool unflushed;
    private string? reason;

    /// <summary>Everything above this position that matches comes through it.</summary>
    public long From { get; set; }

    /// <summary>Position of the last notification written.</summary>
    public long Last { get; private set; }

    /// <summary>Completes when it is to end.</summary>
    public Task Ending => ending.Task;

    /// <summary>Completes when it is to end and what waited is written: the connection is the caller's again.</summary>
    public Task Ended => ended.Task;

    /// <summary>Why it ended; empty before.</summary>
    public string Reason => reason ?? "";

    /// <summary>From now on it writes to the connection itself: what waits first, then what comes.</summary>
    /// <param name="to">The connection, which nobody else writes to until <see cref="Ended"/>.</param>
    /// <param name="after">What is at or below this position was sent.</param>
    public void Begin(PipeWriter to, long after)
    {
        lock (gate)
        {
            (writer, Last) = (to, after);
            if (reason is not null)
            {
                return;
            }

            flushing = true;
        }

        // From what waits on, as if a flush had ended now.
        _ = GoOnAsync(default);
    }

    /// <summary>Takes what just came; it goes out with the next <see cref="Push"/>. Called for one page at a time.</summary>
    public void Offer(ReadOnlySpan<LiveNotification> page)
    {
        lock (gate)
        {
            if (reason is not null)
            {
                return;
            }

            var isBehind = writer is null || flushing;
            var any = false;
            foreach (var notification in page)
            {
                if (!match.Wants(notification))
                {
                    continue;
                }

                if (!isBehind)
                {
                    any |= Write(notification);
                    if (reason is not null)
                    {
                        return;
                    }
                }
                else if (behind.Count < Capacity)
                {
                    behind.Enqueue(notification);
                }
                else
                {
                    fellBehind();
                    EndCore("too-slow");
                    return;
                }
            }

            unflushed |= any;
        }
    }

    /// <summary>Sends what was offered.</summary>
    public void Push()
    {
        lock (gate)
        {
            if (unflushed && !flushing && reason is null)
            {
                Flush();
            }
        }
    }

    /// <summary>A heartbeat, unless its connection has enough to take anyway.</summary>
    public void Beat()
    {
        lock (gate)
        {
            if (reason is null && writer is not null && !flushing && Put(EventFrame.Heartbeat))
            {
                Flush();
            }
        }
    }

    /// <summary>Ends it; what waits is still written.</summary>
    public void End(string why)
    {
        lock (gate)
        {
            EndCore(why);
        }
    }

    public void Dispose()
    {
        End(Closed);
        forget(this);
    }

    private void EndCore(string why)
    {
        if (reason is not null)
        {
            return;
        }

        reason = why;
        ending.TrySetResult();
        if (!flushing)
        {
            ended.TrySetResult();
        }
    }

    private bool Write(LiveNotification notification)
    {
        if (notification.Position <= Last)
        {
            return false;
        }

        Last = notification.Position;
        return Put(notification.Frame);
    }

    /// <summary>Whoever hands over does so to all: what is wrong with one connection ends this one, here and in <see cref="Flush"/>.</summary>
    private bool Put(ReadOnlyMemory<byte> frame)
    {
        try
        {
            writer!.Write(frame.Span);
            return true;
        }
        catch (Exception gone) when (IsGone(gone))
        {
            EndCore(Closed);
            return false;
        }
    }

    private void Flush()
    {
        unflushed = false;
        ValueTask<FlushResult> flush;
        try
        {
            flush = writer!.FlushAsync();
        }
        catch (Exception gone) when (IsGone(gone))
        {
            EndCore(Closed);
            return;
        }

        if (flush.IsCompletedSuccessfully)
        {
            if (flush.Result.IsCompleted)
            {
                EndCore(Closed);
            }

            return;
        }

        flushing = true;
        _ = GoOnAsync(flush);
    }

    private static bool IsGone(Exception failure) => failure is OperationCanceledException or IOException or InvalidOperationException;

    /// <summary>Writes what waits, as fast as the connection takes it, until nothing does.</summary>
    private async Task GoOnAsync(ValueTask<FlushResult> flush)
    {
        try
        {
            do
            {
                if ((await flush).IsCompleted)
                {
                    End(Closed);
                }
            }
            while (TakeUp(out flush));
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // The connection is gone: there is nobody to write to.
            lock (gate)
            {
                flushing = false;
                EndCore(Closed);
                ended.TrySetResult();
            }
        }
    }

    private bool TakeUp(out ValueTask<FlushResult> flush)
    {
        lock (gate)
        {
            var written = 0;
            while (reason != Closed && written < FlushBytes && behind.TryDequeue(out var notification))
            {
                written += Write(notification) ? notification.Frame.Length : 0;
            }

            if (written == 0)
            {
                flushing = false;
                flush = default;
                if (reason is not null)
                {
                    ended.TrySetResult();
                }

                return false;
            }

            flush = writer!.FlushAsync();
            return true;
        }
    }
}
