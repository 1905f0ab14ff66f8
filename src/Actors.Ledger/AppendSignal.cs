namespace Actors.Ledger;

/// <summary>Wakes whoever waits for a partition to grow. A hint only: a missed wake-up costs the waiter its time-out, never an entry.</summary>
internal sealed class AppendSignal(TimeProvider timeProvider)
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, Slot> slots = [];

    /// <summary>Announces that the partition reaches at least up to <paramref name="position"/>.</summary>
    public void Raise(int partition, long position)
    {
        TaskCompletionSource? wake = null;
        lock (gate)
        {
            var slot = SlotOf(partition);
            if (position > slot.Position)
            {
                slot.Position = position;
                (wake, slot.Next) = (slot.Next, null);
            }
        }

        wake?.SetResult();
    }

    /// <summary>Wakes everybody, because notices may have been missed.</summary>
    public void RaiseAll()
    {
        List<TaskCompletionSource> wakes = [];
        lock (gate)
        {
            foreach (var slot in slots.Values)
            {
                if (slot.Next is { } next)
                {
                    wakes.Add(next);
                    slot.Next = null;
                }
            }
        }

        foreach (var wake in wakes)
        {
            wake.SetResult();
        }
    }

    public async Task WaitAsync(int partition, long position, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task next;
        lock (gate)
        {
            var slot = SlotOf(partition);
            if (slot.Position > position)
            {
                return;
            }

            slot.Next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            next = slot.Next.Task;
        }

        try
        {
            await next.WaitAsync(timeout, timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The time-out is an ordinary end of waiting: the caller reads either way.
        }
    }

    private Slot SlotOf(int partition)
    {
        if (!slots.TryGetValue(partition, out var slot))
        {
            slots[partition] = slot = new Slot();
        }

        return slot;
    }

    private sealed class Slot
    {
        public long Position { get; set; }

        public TaskCompletionSource? Next { get; set; }
    }
}
