using System.Collections.Immutable;
using Actors.Domain;
using Actors.Domain.Threat.Policies;

namespace Actors.Grains.Notifications;

/// <summary>The threat policies of a silo as of a control position: the shipped ones, and what was put since. Of a kind of subject that policy
/// is in force that was put last.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class PolicyHolder
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock changing = new();
    private volatile PolicySet current = PolicySet.Shipped;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PolicySet Current => current;

    public ThreatPolicy For(SubjectKind kind) => current.InForce[kind];

    public void Replace(PolicySet next)
    {
        lock (changing)
        {
            current = next;
            changed.SetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until this policy is in force here.</summary>
    /// <exception cref="TimeoutException">It is not after 10 s.</exception>
    public async Task AwaitAsync(SubjectKind kind, string hash)
    {
        while (true)
        {
            Task next;
            lock (changing)
            {
                if (current.InForce[kind].Hash == hash)
                {
                    return;
                }

                next = changed.Task;
            }

            await next.WaitAsync(Patience);
        }
    }
}

/// <summary>All policies at one moment. Immutable.</summary>
/// <param name="Version">Control position; 0: as shipped.</param>
/// <param name="ByKey">The last version of each.</param>
/// <param name="InForce">By kind of subject.</param>
public sealed record PolicySet(
    long Version,
    ImmutableSortedDictionary<string, ThreatPolicy> ByKey,
    ImmutableDictionary<SubjectKind, ThreatPolicy> InForce)
{
    public static PolicySet Shipped { get; } = ThreatPolicyDefaults.All.Aggregate(
        new PolicySet(
            0,
            ImmutableSortedDictionary.Create<string, ThreatPolicy>(StringComparer.Ordinal),
            ImmutableDictionary<SubjectKind, ThreatPolicy>.Empty),
        (set, policy) => set.With(policy, 0));

    public PolicySet With(ThreatPolicy policy, long position)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return new PolicySet(position, ByKey.SetItem(policy.Id, policy), InForce.SetItem(policy.Subject, policy));
    }
}
