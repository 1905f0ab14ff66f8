using System.Text;

namespace Actors.Streaming;

/// <summary>Spreads partitions evenly over silos and moves few when silos come and go.</summary>
public static class PartitionOwners
{
    /// <summary>
    /// The owner of each partition, or null where there is no silo. No silo gets more than its even share (rounded up); within that,
    /// a partition goes to the silo with the highest hash of (partition, silo). Depends on nothing but its arguments, and not on
    /// their order.
    /// </summary>
    public static IReadOnlyList<string?> Assign(int partitions, IReadOnlyCollection<string> silos)
    {
        ArgumentNullException.ThrowIfNull(silos);
        var owners = new string?[partitions];
        if (silos.Count == 0)
        {
            return owners;
        }

        var share = (partitions + silos.Count - 1) / silos.Count;
        var load = silos.ToDictionary(silo => silo, _ => 0, StringComparer.Ordinal);
        for (var partition = 0; partition < partitions; partition++)
        {
            var owner = load
                .Where(silo => silo.Value < share)
                .Select(silo => silo.Key)
                .OrderByDescending(silo => Hash(partition, silo))
                .ThenBy(silo => silo, StringComparer.Ordinal)
                .First();
            owners[partition] = owner;
            load[owner]++;
        }

        return owners;
    }

    // FNV-1a over the name, mixed with the partition by the finaliser of SplitMix64: stable across processes and versions.
    private static ulong Hash(int partition, string silo)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in Encoding.UTF8.GetBytes(silo))
        {
            hash = (hash ^ value) * 1099511628211UL;
        }

        hash += (ulong)(partition + 1) * 0x9E3779B97F4A7C15UL;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }
}
