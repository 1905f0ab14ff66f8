using System.Text;

namespace Actors.Domain.Reports;

/// <summary>A closed list of names, found by their UTF-8 bytes without allocating, that can also say what is known and what was meant.</summary>
internal sealed class NameTable
{
    private readonly string[] names;
    private readonly byte[][] utf8;
    private readonly int[][] byLength;

    public NameTable(params string[] names)
    {
        this.names = names;
        utf8 = Array.ConvertAll(names, Encoding.UTF8.GetBytes);
        byLength = [.. Enumerable.Range(0, utf8.Max(static name => name.Length) + 1)
            .Select(length => Enumerable.Range(0, names.Length).Where(i => utf8[i].Length == length).ToArray())];
        Listed = string.Join(", ", names);
    }

    public int Count => names.Length;

    public IReadOnlyList<string> Names => names;

    /// <summary>All names, for a message.</summary>
    public string Listed { get; }

    public string this[int index] => names[index];

    /// <summary>Index of the name, or −1. Case matters.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        if (name.Length >= byLength.Length)
        {
            return -1;
        }

        foreach (var index in byLength[name.Length])
        {
            if (name.SequenceEqual(utf8[index]))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>A sentence naming the closest name (" Did you mean 'killed'?"), or nothing where none is close.</summary>
    public string Suggest(string written) => Spelling.Closest(written, names) is { } closest ? $" Did you mean '{closest}'?" : "";
}
