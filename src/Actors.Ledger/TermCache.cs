using System.Collections.Concurrent;

namespace Actors.Ledger;

/// <summary>Terms known to this process. An id never changes and a term is never removed, so the cache is never wrong, only incomplete.</summary>
internal sealed class TermCache
{
    private readonly ConcurrentDictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, string> texts = new();

    private int complete;

    /// <summary>Every term up to this id is known.</summary>
    public int Complete => Volatile.Read(ref complete);

    /// <summary>Takes in terms that follow each other from an id that is <see cref="Complete"/> or below.</summary>
    public void AddNext(IReadOnlyList<KeyValuePair<string, int>> next)
    {
        foreach (var (term, id) in next)
        {
            Add(term, id);
        }

        // Two may have read the same stretch; whoever read further counts.
        var reached = next.Count == 0 ? 0 : next[^1].Value;
        for (var known = Complete; known < reached;)
        {
            known = Interlocked.CompareExchange(ref complete, reached, known) is var before && before == known ? reached : before;
        }
    }

    public bool TryGetId(string term, out int id) => ids.TryGetValue(term, out id);

    /// <summary>The id of a term; one that is not known is looked for again after <paramref name="refresh"/> learnt what is new. Null: nobody had interned it.</summary>
    public async Task<int?> FindAsync(string term, Func<CancellationToken, Task<int>> refresh, CancellationToken cancellationToken)
    {
        if (!TryGetId(term, out var id))
        {
            await refresh(cancellationToken);
            if (!TryGetId(term, out id))
            {
                return null;
            }
        }

        return id;
    }

    public bool TryGetText(int id, out string text)
    {
        if (texts.TryGetValue(id, out var found))
        {
            text = found;
            return true;
        }

        text = "";
        return false;
    }

    public void Add(string term, int id)
    {
        ids[term] = id;
        texts[id] = term;
    }

    /// <summary>The terms of a batch that have no id yet, each once.</summary>
    public List<string> Missing(AppendRequest request)
    {
        HashSet<string>? seen = null;
        List<string> missing = [];
        foreach (var entry in request.Entries)
        {
            Collect(entry.Subjects);
            foreach (var revision in entry.Revisions)
            {
                Collect(revision.Terms);
            }
        }

        return missing;

        void Collect(IReadOnlyList<string> terms)
        {
            foreach (var term in terms)
            {
                if (!ids.ContainsKey(term) && (seen ??= new(StringComparer.Ordinal)).Add(term))
                {
                    missing.Add(term);
                }
            }
        }
    }

    public List<string> Missing(IEnumerable<string> terms) =>
        [.. terms.Where(term => !ids.ContainsKey(term)).Distinct(StringComparer.Ordinal)];

    public int IdOf(string term) =>
        ids.TryGetValue(term, out var id)
            ? id
            : throw new InvalidOperationException($"The term '{term}' was used before it was interned.");
}
