namespace Actors.Domain.Tallies;

/// <summary>
/// Cells by a whole number: dense pages beside an open-addressed index, about 110 bytes a cell (180 with figures of the party). A table
/// grows by a page and copies no cell: copying was a fifth of all garbage under load, much of it too large for the young generation.
/// </summary>
/// <param name="party">True where cells hold figures of the party as well as of all parties.</param>
/// <remarks>Cells are never removed, only become zero; writing a snapshot leaves zeros out. Not safe for two threads.</remarks>
internal sealed class CellTable(bool party)
{
    private const int PageBits = 5;
    private const int PageCells = 1 << PageBits;

    private int[] slots = [];
    private int[] keys = [];
    private TallyCell[][] cells = [];
    private FigureSums[][] partyFigures = [];

    public int Count { get; private set; }

    public bool HasParty => party;

    public int KeyAt(int index) => keys[index];

    public ref TallyCell At(int index) => ref cells[index >> PageBits][index & (PageCells - 1)];

    public ref FigureSums PartyAt(int index) => ref partyFigures[index >> PageBits][index & (PageCells - 1)];

    /// <summary>The index of a key, or −1.</summary>
    public int Find(int key)
    {
        if (slots.Length == 0)
        {
            return -1;
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

        Extend(ref cells);
        if (party)
        {
            Extend(ref partyFigures);
        }

        keys[Count] = key;
        Place(Count);
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

    /// <summary>Makes room for the cell numbered <see cref="Count"/>. Only the first page is ever copied, while it is small.</summary>
    private void Extend<T>(ref T[][] pages)
    {
        var page = Count >> PageBits;
        if (page == pages.Length)
        {
            Array.Resize(ref pages, page == 0 ? 1 : page + Math.Max(1, page / 2));
        }

        if (pages[page] is not { } cells)
        {
            pages[page] = new T[page == 0 ? 2 : PageCells];
        }
        else if ((Count & (PageCells - 1)) == cells.Length)
        {
            Array.Resize(ref pages[page], cells.Length * 2);
        }
    }

    private void GrowKeys()
    {
        var size = keys.Length == 0 ? 2 : keys.Length < 64 ? keys.Length * 2 : keys.Length + (keys.Length / 2);
        Array.Resize(ref keys, size);

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
