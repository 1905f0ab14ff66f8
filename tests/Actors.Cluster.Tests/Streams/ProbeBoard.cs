using System.Collections.Concurrent;

namespace Actors.Cluster.Tests.Streams;

/// <summary>What the subjects of all silos of one cluster last said of themselves, and the faults a test gives them.</summary>
public sealed class ProbeBoard
{
    private readonly ConcurrentDictionary<(string Subject, int Partition), ProbeTally> tallies = new();
    private readonly ConcurrentDictionary<string, Func<Task>> faults = new();
    private readonly ConcurrentDictionary<string, int> calls = new();

    /// <summary>What happens at the start of every call to this subject, until <see cref="Heal"/>.</summary>
    public void Fault(string subject, Func<Task> fault) => faults[subject] = fault;

    public void Heal(string subject) => faults.TryRemove(subject, out _);

    /// <summary>Slices and nudges that reached a subject.</summary>
    public int Calls(string subject) => calls.GetValueOrDefault(subject);

    public ProbeTally Tally(string subject, int partition) => tallies.GetValueOrDefault((subject, partition), ProbeTally.Empty);

    internal Task CalledAsync(string subject)
    {
        calls.AddOrUpdate(subject, 1, (_, count) => count + 1);
        return faults.TryGetValue(subject, out var fault) ? fault() : Task.CompletedTask;
    }

    /// <summary>The furthest report stands: one from an activation that was replaced may come late.</summary>
    internal void Report(string subject, int partition, ProbeTally tally) =>
        tallies.AddOrUpdate((subject, partition), tally, (_, known) => known.Watermark > tally.Watermark ? known : tally);
}
