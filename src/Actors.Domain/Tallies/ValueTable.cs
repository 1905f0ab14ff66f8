namespace Actors.Domain.Tallies;

/// <summary>
/// The values of one dimension that a subject has met, by number. At most <see cref="MaxValues"/>; what comes later is <see cref="Other"/>.
/// </summary>
/// <remarks>Values are never forgotten, so a value that went to "other" once always does.</remarks>
internal sealed class ValueTable
{
    /// <summary>Values a dimension (DESIGN, invariant 10).</summary>
    public const int MaxValues = 2_000;

    /// <summary>The number of all values beyond the limit.</summary>
    public const int Other = MaxValues;

    private readonly Dictionary<RowKey, int> numbers = new(RowKeyComparer.Instance);
    private readonly List<RowKey> keys = [];

    /// <summary>True when some value was not given a number of its own: the dimension is answered from the ledger.</summary>
    public bool Overflowed { get; set; }

    public int Count => keys.Count;

    public RowKey this[int number] => keys[number];

    public int NumberOf(RowKey key)
    {
        if (numbers.TryGetValue(key, out var number))
        {
            return number;
        }

        if (keys.Count == MaxValues)
        {
            Overflowed = true;
            return Other;
        }

        keys.Add(key);
        numbers.Add(key, keys.Count - 1);
        return keys.Count - 1;
    }

    /// <summary>The number of a value, or −1.</summary>
    public int Find(RowKey key) => numbers.TryGetValue(key, out var number) ? number : -1;
}
