using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Actors.Gateway.Subjects;

namespace Actors.Page.Live;

/// <summary>Tells open pages that the ledger moved or a notification came. One question per interval for all of them, none while nobody looks.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class LedgerWatch(SubjectReader subjects, NotificationReader notifications, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly HashSet<Channel<string>> listeners = [];
    private CancellationTokenSource? running;
    private string positions = "";

    /// <summary>What was told last; empty while nobody looks.</summary>
    public string Seen
    {
        get
        {
            lock (gate)
            {
                return positions;
            }
        }
    }

    /// <summary>Positions of the ledger, now and whenever they change; a slow listener gets only the last.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async IAsyncEnumerable<string> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        Join(channel);
        try
        {
            await foreach (var item in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return item;
            }
        }
        finally
        {
            Leave(channel);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            running?.Cancel();
            running?.Dispose();
            running = null;
        }
    }

    private void Join(Channel<string> channel)
    {
        lock (gate)
        {
            listeners.Add(channel);
            if (running is null)
            {
                running = new CancellationTokenSource();
                _ = WatchAsync(running.Token);
            }
            else
            {
                channel.Writer.TryWrite(positions);
            }
        }
    }

    private void Leave(Channel<string> channel)
    {
        lock (gate)
        {
            if (listeners.Remove(channel) && listeners.Count == 0)
            {
                running?.Cancel();
                running?.Dispose();
                running = null;
                positions = "";
            }
        }
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, time);
        Exception? fault = null;
        try
        {
            do
            {
                Tell($"{await subjects.Queries.HeadAsync()};{await notifications.HeadAsync()}", stop);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure) when (failure is TimeoutException or Orleans.Runtime.OrleansException or Abstractions.Intake.ServiceBusyException or ObjectDisposedException)
        {
            // The pages show that they are cut off, come back by themselves and start the next watch.
            fault = failure;
        }

        End(fault, stop);
    }

    private void Tell(string seen, CancellationToken stop)
    {
        lock (gate)
        {
            if (stop.IsCancellationRequested || seen == positions)
            {
                return;
            }

            positions = seen;
            foreach (var listener in listeners)
            {
                listener.Writer.TryWrite(seen);
            }
        }
    }

    private void End(Exception? fault, CancellationToken stop)
    {
        lock (gate)
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }

            foreach (var listener in listeners)
            {
                listener.Writer.TryComplete(fault);
            }

            listeners.Clear();
            running?.Dispose();
            running = null;
            positions = "";
        }
    }
}
