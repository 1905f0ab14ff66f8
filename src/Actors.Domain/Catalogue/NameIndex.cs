using System.Collections.Frozen;
using System.Collections.Immutable;

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
            foreach (var name in names.Append(key))
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
        if (!index.TryGetValue(folded, out var there) || rank < there.Rank)
        {
            index[folded] = new Candidates(rank, [key]);
        }
        else if (rank == there.Rank)
        {
            there.Keys.Add(key);
        }
    }

    private static FrozenDictionary<string, string?> Decide(
        Dictionary<string, Candidates> index, Func<IReadOnlyCollection<string>, string?>? outermost)
    {
        var decided = new Dictionary<string, string?>(index.Count);
        foreach (var (folded, candidates) in index)
        {
            decided.Add(folded, candidates.Keys.Count == 1 ? candidates.Keys.First() : outermost?.Invoke(candidates.Keys));
        }

        return decided.ToFrozenDictionary();
    }

    private sealed record Candidates(int Rank, HashSet<string> Keys);
}
