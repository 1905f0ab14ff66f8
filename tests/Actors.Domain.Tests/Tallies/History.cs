using Actors.Domain.Incidents;
using CsCheck;

namespace Actors.Domain.Tests.Tallies;

/// <summary>A random history of incidents that are reported, revised, withdrawn, merged and moved back, over several partitions.</summary>
/// <param name="Entries">In the order of recording; positions are dense within a partition.</param>
/// <param name="Current">What stands at the end.</param>
internal sealed record History(IReadOnlyList<HistoryEntry> Entries, IReadOnlyList<Contribution> Current)
{
    public const int Partitions = 3;

    /// <summary>Steps: which incident, what becomes of it (null: nothing is left), which other incident is absorbed, which partition.</summary>
    public static Gen<History> Gen(int most) => CsCheck.Gen.Select(
            CsCheck.Gen.Int[0, 5],
            CsCheck.Gen.Frequency((4, Generators.Contribution.Select(c => (Contribution?)c)), (1, CsCheck.Gen.Const(default(Contribution)))),
            CsCheck.Gen.Int[-9, 5],
            CsCheck.Gen.Int[0, Partitions - 1])
        .Array[0, most]
        .Select(Build);

    /// <summary>An interleaving of the partitions that keeps each partition's own order, with entries repeated.</summary>
    public static IEnumerable<HistoryEntry> Shuffled(History history, int[] choices)
    {
        var byPartition = history.Entries.GroupBy(e => e.Partition).Select(g => g.ToList()).ToList();
        var next = new int[byPartition.Count];
        for (var step = 0; ; step++)
        {
            var open = Enumerable.Range(0, next.Length).Where(p => next[p] < byPartition[p].Count).ToList();
            if (open.Count == 0)
            {
                yield break;
            }

            var choice = choices[step % choices.Length];
            var partition = open[choice % open.Count];
            yield return byPartition[partition][next[partition]++];
            if (choice % 3 == 0)
            {
                yield return byPartition[partition][choice % next[partition]];
            }
        }
    }

    private static History Build((int Incident, Contribution? After, int Absorbed, int Partition)[] steps)
    {
        var current = new Contribution?[6];
        var revisions = new int[6];
        var heads = new long[Partitions];
        var entries = new List<HistoryEntry>();
        foreach (var (incident, after, absorbed, partition) in steps)
        {
            var changes = new List<IncidentChange>();
            var home = incident % Partitions;
            Change(incident, after);
            if (absorbed >= 0 && absorbed != incident && current[absorbed] is not null)
            {
                Change(absorbed, null);
                home = partition;
            }

            entries.Add(new HistoryEntry(home, ++heads[home], new EntryEffects { Changes = [.. changes] }));

            void Change(int which, Contribution? to)
            {
                var next = to is null ? null : to with { Incident = new Guid(which + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]), Revision = ++revisions[which] };
                changes.Add(new IncidentChange(new Guid(which + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]), current[which], next));
                current[which] = next;
            }
        }

        return new History(entries, [.. current.OfType<Contribution>()]);
    }
}

internal sealed record HistoryEntry(int Partition, long Position, EntryEffects Effects);
