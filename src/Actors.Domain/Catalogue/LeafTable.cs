using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Actors.Domain.Catalogue;

/// <summary>Turns "leaf → what contains it" into "subject → what lies in it".</summary>
internal static class LeafTable
{
    /// <summary>Itself first, then by kind and key (ordinal): the same on every node.</summary>
    public static FrozenDictionary<SubjectId, ImmutableArray<SubjectId>> Invert(
        FrozenDictionary<SubjectId, ImmutableArray<SubjectId>> lines)
    {
        var leaves = lines.Keys.ToDictionary(subject => subject, subject => new List<SubjectId> { subject });
        foreach (var leaf in lines.Keys.OrderBy(leaf => leaf.Kind).ThenBy(leaf => leaf.Key, StringComparer.Ordinal))
        {
            foreach (var subject in lines[leaf])
            {
                if (subject != leaf)
                {
                    leaves[subject].Add(leaf);
                }
            }
        }

        return leaves.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray());
    }
}
