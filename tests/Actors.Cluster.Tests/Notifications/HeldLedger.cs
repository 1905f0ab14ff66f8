using System.Reflection;
using Actors.Ledger;

namespace Actors.Cluster.Tests.Notifications;

/// <summary>A ledger whose appends to the notification partition can be held back or refused, and whose lists of incidents can be away.</summary>
public class HeldLedger : DispatchProxy
{
    private ILedger inner = null!;
    private volatile TaskCompletionSource? gate;
    private volatile bool listsAreAway;
    private volatile bool notificationsAreAway;
    private volatile bool pagesAreAway;
    private int held;
    private int refused;
    private long listed;

    /// <summary>True: incidents cannot be listed, while entries can be read.</summary>
    public bool ListsAreAway
    {
        get => listsAreAway;
        set => listsAreAway = value;
    }

    /// <summary>True: nothing can be appended to the notification partition, while everything else goes on.</summary>
    public bool NotificationsAreAway
    {
        get => notificationsAreAway;
        set => notificationsAreAway = value;
    }

    /// <summary>True: the stream hands nothing over, while subjects can read what they missed.</summary>
    public bool PagesAreAway
    {
        get => pagesAreAway;
        set => pagesAreAway = value;
    }

    /// <summary>Lists asked for, and notifications appended, while they were away.</summary>
    public int Refused => Volatile.Read(ref refused);

    /// <summary>Incidents that lists gave.</summary>
    public long Listed => Interlocked.Read(ref listed);

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

        if (targetMethod.Name == nameof(ILedger.AppendAsync) && args![0] is AppendRequest { Partition: LedgerPartitions.Notifications } && notificationsAreAway)
        {
            Interlocked.Increment(ref refused);
            return Task.FromException<AppendOutcome>(new LedgerUnavailableException("The database is away."));
        }

        if (targetMethod.Name == nameof(ILedger.ReadAsync) && args![0] is < LedgerPartitions.Control && args[2] is long.MaxValue && pagesAreAway)
        {
            return Task.FromException<LedgerPage>(new LedgerUnavailableException("The database is away."));
        }

        if (targetMethod.Name == nameof(ILedger.QueryRevisionsAsync) && listsAreAway)
        {
            Interlocked.Increment(ref refused);
            return Task.FromException<IReadOnlyList<StoredRevision>>(new LedgerUnavailableException("The database is away."));
        }

        var answer = targetMethod.Invoke(inner, args);
        return targetMethod.Name == nameof(ILedger.QueryRevisionsAsync) ? CountAsync((Task<IReadOnlyList<StoredRevision>>)answer!) : answer;
    }

    private async Task<IReadOnlyList<StoredRevision>> CountAsync(Task<IReadOnlyList<StoredRevision>> asked)
    {
        var answer = await asked;
        Interlocked.Add(ref listed, answer.Count);
        return answer;
    }

    private static async Task<AppendOutcome> WaitAsync(TaskCompletionSource closed)
    {
        await closed.Task;
        throw new InvalidOperationException("The gate only fails.");
    }
}
