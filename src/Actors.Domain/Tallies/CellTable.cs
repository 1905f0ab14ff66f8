namespace Actors.Domain.Tallies;

/// <summary>
/// Cells by a whole number: an open-addressed index, and of each cell the number of its value among those of the subject: some 20 bytes a cell, where
/// the values themselves would take 110 (180 with figures of the party).
/// </summary>
/// <param name="store">The values of all cells of the subject.</param>
/// <param name="party">True where cells hold figures of the party as well as of all parties.</param>
/// <remarks>Cells are never removed, only become zero; writing a snapshot leaves zeros out. Not safe for two threads.</remarks>
internal sealed class CellTable(CellStore store, bool party)
{
    /// <summary>So many keys are looked through one by one: most tables are no larger, and need no index.</summary>
    private const int MaxScanned = 16;

    private int[] slots = [];
    private int[] keys = [];
    private int[] cells = [];
    private int[] partyFigures = [];

    public int Count { get; private set; }

    public bool HasParty => party;

    public int KeyAt(int index) => keys[index];

    public ref readonly TallyCell At(int index) => ref store.Cells.At(cells[index]);

    public ref readonly FigureSums PartyAt(int index) => ref store.Figures.At(partyFigures[index]);

    /// <summary>Adds to a cell; <paramref name="figures"/> count only where the table has figures of the party.</summary>
    public void Add(int index, in TallyCell share, in FigureSums figures, int weight)
    {
        var cell = At(index);
        cell.Add(share, weight);
        cells[index] = store.Cells.Exchange(cells[index], cell);
        if (party)
        {
            var sums = PartyAt(index);
            sums.Add(figures, weight);
            partyFigures[index] = store.Figures.Exchange(partyFigures[index], sums);
        }
    }

    /// <summary>The index of a key, or −1.</summary>
    public int Find(int key)
    {
        if (slots.Length == 0)
        {
            return keys.AsSpan(0, Count).IndexOf(key);
        }

        for (var slot = Hash(key); ; slot = (slot + 1) & (slots.Length - 1))
        {
            var index = slots[slot] - 1;
            if (index < 0 || keys[index] == key)
            {
                return index;
            }
        }
    }

    public int FindOrAdd(int key)
    {
        var found = Find(key);
        if (found >= 0)
        {
            return found;
        }

        if (Count == keys.Length)
        {
            GrowKeys();
        }

        keys[Count] = key;
        if (slots.Length > 0)
        {
            Place(Count);
        }

        return Count++;
    }

    private int Hash(int key) => (int)(((uint)key * 2654435769u) >> 7) & (slots.Length - 1);

    private void Place(int index)
    {
        var slot = Hash(keys[index]);
        while (slots[slot] != 0)
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        slots[slot] = index + 1;
    }

    private void GrowKeys()
    {
        var size = keys.Length == 0 ? 2 : keys.Length < 64 ? keys.Length * 2 : keys.Length + (keys.Length / 2);
        Array.Resize(ref keys, size);
        Array.Resize(ref cells, size);
        if (party)
        {
            Array.Resize(ref partyFigures, size);
        }

        if (size <= MaxScanned)
        {
            return;
        }

        // At most three quarters full.
        var wanted = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)((size * 4 / 3) + 1));
        if (wanted != slots.Length)
        {
            slots = new int[wanted];
            for (var i = 0; i < Count; i++)
            {
                Place(i);
            }
        }
    }
}
