namespace Actors.Import.Ucdp;

/// <summary>Which events and rows a file has had so far. About 30 bytes an event: 30 MB at a million.</summary>
internal sealed class UcdpRepeats
{
    private readonly Dictionary<long, uint> first = [];
    private readonly Dictionary<long, HashSet<uint>> further = [];

    /// <summary>How many other versions of the event came before in this file; null when this very row did.</summary>
    public int? Meet(long id, string hexDigits)
    {
        var hash = Convert.ToUInt32(hexDigits, 16);
        if (first.TryAdd(id, hash))
        {
            return 0;
        }

        if (first[id] == hash)
        {
            return null;
        }

        if (!further.TryGetValue(id, out var others))
        {
            further.Add(id, others = []);
        }

        return others.Add(hash) ? others.Count : null;
    }
}
