using System.Reflection;
using Actors.Domain.Incidents;
using Actors.Ledger;

namespace Actors.Cluster.Tests.Agreement;

/// <summary>What becomes of an append whose silo is killed while it is on its way.</summary>
public enum Fate
{
    /// <summary>It never reaches the database.</summary>
    Lost,

    /// <summary>It is committed, and nobody hears of it.</summary>
    CommittedUnheard,

    /// <summary>It reaches the database only after another silo has done the same.</summary>
    Late,
}

/// <summary>A ledger that stops the first append with an entry of one kind, so that the silo that asked can be killed at that moment.</summary>
public class GatedLedger : DispatchProxy
{
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<AppendOutcome> late = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ILedger inner = null!;
    private EntryKind kind;
    private Fate fate;
    private int taken;

    /// <summary>Ends when the append has been stopped.</summary>
    public Task Stopped => stopped.Task;

    /// <summary>Whether the append arrives late.</summary>
    public bool IsLate => fate == Fate.Late;

    /// <summary>What came of an append that arrived late; after <see cref="GoOn"/>.</summary>
    public Task<AppendOutcome> LateOutcome => late.Task;

    public static (ILedger Ledger, GatedLedger Control) Over(ILedger inner, EntryKind kind, Fate fate)
    {
        var proxy = Create<ILedger, GatedLedger>();
        var control = (GatedLedger)(object)proxy;
        (control.inner, control.kind, control.fate) = (inner, kind, fate);
        return (proxy, control);
    }

    /// <summary>Lets the append go on to its fate.</summary>
    public void GoOn() => goOn.TrySetResult();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(ILedger.AppendAsync) && args![0] is AppendRequest request
            && request.Entries.Any(e => e.Kind == (byte)kind) && Interlocked.Exchange(ref taken, 1) == 0)
        {
            return StopAsync(request);
        }

        return targetMethod.Invoke(inner, args);
    }

    private async Task<AppendOutcome> StopAsync(AppendRequest request)
    {
        if (fate == Fate.CommittedUnheard)
        {
            await inner.AppendAsync(request, CancellationToken.None).ConfigureAwait(false);
        }

        stopped.TrySetResult();
        // Not in the turn of the grain that asked: its silo may be gone, and its turns with it.
        await goOn.Task.ConfigureAwait(false);
        if (fate == Fate.Late)
        {
            late.TrySetResult(await inner.AppendAsync(request, CancellationToken.None).ConfigureAwait(false));
        }

        throw new LedgerUnavailableException("The process that asked is gone.");
    }
}
