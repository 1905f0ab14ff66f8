using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Actors.Domain.Catalogue;

/// <summary>From names to the keys of one kind of entry. A folding that leads to two entries leads to neither.</summary>
internal sealed class NameIndex
{
    private readonly FrozenSet<string> _keys;
    private readonly FrozenDictionary<string, string?> _plain;
    private readonly FrozenDictionary<string, string?> _loose;

    /// <param name="entries">Key, names and rank: among equal foldings only the lowest rank counts.</param>
    /// <param name="outermost">Chooses among keys of equal folding and rank, or null when none contains the others.</param>
    public NameIndex(
        IEnumerable<(string Key, ImmutableArray<string> Names, int Rank)> entries, Func<IReadOnlyCollection<string>, string?>? outermost = null)
    {
        var keys = new HashSet<string>();
        var plain = new Dictionary<string, Candidates>();
        var loose = new Dictionary<string, Candidates>();
        foreach (var (key, names, rank) in entries)
        {
            keys.Add(key);
            // Not by loose folding: the codes of regions are too short to be taken for spellings.
            Add(plain, key, key, rank);
            foreach (var name in names)
            {
                var folded = NameFold.Plain(name);
                Add(plain, folded, key, rank);
                var transliterated = NameFold.LooseOfPlain(folded);
                if (transliterated.Length >= NameFold.ShortestLoose)
                {
                    Add(loose, transliterated, key, rank);
                }
            }
        }

        _keys = keys.ToFrozenSet();
        _plain = Decide(plain, outermost);
        _loose = Decide(loose, outermost);
    }

    /// <summary>The key that a name leads to: itself a key, else by plain folding, else by loose folding.</summary>
    public string? Find(string name)
    {
        if (_keys.Contains(name))
        {
            return name;
        }

        var plain = NameFold.Plain(name);
        if (plain.Length == 0)
        {
            return null;
        }

        if (_keys.Contains(plain))
        {
            return plain;
        }

        // A name that is ambiguous as it stands is not made clearer by folding it further.
        return _plain.TryGetValue(plain, out var key) ? key : _loose.GetValueOrDefault(NameFold.LooseOfPlain(plain));
    }

    private static void Add(Dictionary<string, Candidates> index, string folded, string key, int rank)
    {
        ref var there = ref CollectionsMarshal.GetValueRefOrAddDefault(index, folded, out var exists);
        if (!exists || rank < there.Rank)
        {
            there = new Candidates(rank, key, null);
        }
        else if (rank == there.Rank && key != there.First && there.Others?.Contains(key) != true)
        {
            there = there with { Others = [.. there.Others ?? [], key] };
        }
    }

    private static FrozenDictionary<string, string?> Decide(
        Dictionary<string, Candidates> index, Func<IReadOnlyCollection<string>, string?>? outermost) =>
        index.ToFrozenDictionary(
            pair => pair.Key,
            pair => pair.Value.Others is null ? pair.Value.First : outermost?.Invoke([pair.Value.First, .. pair.Value.Others]));

    // Nearly every folding leads to one key: the list of further ones is made only when there are any.
    private readonly record struct Candidates(int Rank, string First, string[]? Others);
}
