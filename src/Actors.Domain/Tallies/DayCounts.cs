using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Actors.Domain.Tallies;

/// <summary>Counts by name of one day. On most days of most subjects one name has a small count: those days share one table.</summary>
internal static class DayCounts
{
    private const int MaxShared = 4_096;
    private const long MaxCount = 64;

    private static readonly ConcurrentDictionary<(string Name, long Count), FrozenDictionary<string, long>> Shared = new();

    /// <summary>The counts that are not zero.</summary>
    public static IReadOnlyDictionary<string, long> Of(SortedDictionary<string, long> counts)
    {
        if (counts.Count == 1)
        {
            var (name, count) = counts.First();
            if (Shared.TryGetValue((name, count), out var shared))
            {
                return shared;
            }

            if (count is > 0 and <= MaxCount && Shared.Count < MaxShared)
            {
                return Shared.GetOrAdd((name, count), static one => FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create(one.Name, one.Count)], StringComparer.Ordinal));
            }
        }

        return counts.Where(one => one.Value != 0).ToDictionary(StringComparer.Ordinal);
    }
}
