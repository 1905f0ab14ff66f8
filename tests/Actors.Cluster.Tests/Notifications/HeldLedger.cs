using System.Reflection;
using Actors.Ledger;

namespace Actors.Cluster.Tests.Notifications;

/// <summary>A ledger whose appends to the notification partition can be held back.</summary>
public class HeldLedger : DispatchProxy
{
    private ILedger inner = null!;
    private volatile TaskCompletionSource? gate;
    private int held;

    /// <summary>Appends held since <see cref="Hold"/>.</summary>
    public int Held => Volatile.Read(ref held);

    public static (ILedger Ledger, HeldLedger Control) Over(ILedger inner)
    {
        var proxy = Create<ILedger, HeldLedger>();
        var control = (HeldLedger)(object)proxy;
        control.inner = inner;
        return (proxy, control);
    }

    /// <summary>From now on a notification is not written, and whoever asked waits, until it fails with <see cref="Fail"/>.</summary>
    public void Hold() => gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What waits fails as if its process were gone; what comes later is written.</summary>
    public void Fail()
    {
        var waiting = gate;
        gate = null;
        waiting?.TrySetException(new LedgerUnavailableException("The process that asked is gone."));
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(ILedger.AppendAsync) && args![0] is AppendRequest { Partition: LedgerPartitions.Notifications } && gate is { } closed)
        {
            Interlocked.Increment(ref held);
            return WaitAsync(closed);
        }

        return targetMethod.Invoke(inner, args);
    }

    private static async Task<AppendOutcome> WaitAsync(TaskCompletionSource closed)
    {
        await closed.Task;
        throw new InvalidOperationException("The gate only fails.");
    }
}
