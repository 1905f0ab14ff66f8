namespace Actors.Import.Csv;

/// <summary>A delimited file with a header: rows by column name. Names are compared without case and outer blanks.</summary>
internal sealed class CsvTable : IDisposable
{
    private readonly CsvReader reader;
    private readonly Dictionary<string, int> columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly string what;
    private List<string>? first;
    private List<string> cells = [];

    /// <param name="headerless">The header to take when the first row is data: asked with that row.</param>
    /// <exception cref="ImportFormatException">The file has no rows, or names a column twice.</exception>
    public CsvTable(Stream stream, string what, char separator = ',', Func<IReadOnlyList<string>, IReadOnlyList<string>?>? headerless = null)
    {
        this.what = what;
        reader = new CsvReader(stream, separator, what);
        var row = reader.Read() ?? throw new ImportFormatException($"{what} has no rows.");
        var header = headerless?.Invoke(row);
        if (header is not null)
        {
            first = [.. row];
        }

        header ??= [.. row];
        ColumnCount = header.Count;
        for (var i = 0; i < header.Count; i++)
        {
            var name = header[i].Trim();
            if (name.Length > 0 && !columns.TryAdd(name, i))
            {
                throw new ImportFormatException($"{what}: the header names the column '{name}' twice.");
            }
        }
    }

    public int ColumnCount { get; }

    /// <summary>Row of data, from 1; tag rows and blank lines are none.</summary>
    public long Row { get; private set; }

    public IEnumerable<string> Columns => columns.Keys;

    public bool Has(string column) => columns.ContainsKey(column);

    /// <exception cref="ImportFormatException">Some of them are missing.</exception>
    public void Require(params ReadOnlySpan<string> names)
    {
        var missing = new List<string>();
        foreach (var name in names)
        {
            if (!Has(name))
            {
                missing.Add(name);
            }
        }

        if (missing.Count > 0)
        {
            throw new ImportFormatException($"{what} has no column {string.Join(", ", missing)}; its header reads: {Short(string.Join(", ", columns.Keys))}");
        }
    }

    /// <summary>Goes to the next row of data; false at the end.</summary>
    /// <param name="problem">Set when the row has another number of cells than the header.</param>
    /// <exception cref="ImportFormatException">The file ends within a row.</exception>
    public bool Read(out string? problem)
    {
        problem = null;
        while (true)
        {
            var row = first ?? reader.Read();
            first = null;
            if (row is null)
            {
                return false;
            }

            if (row.Count == 1 && row[0].Length == 0)
            {
                continue;
            }

            if (Row == 0 && IsTagRow(row))
            {
                continue;
            }

            Row++;
            cells = row;
            if (row.Count != ColumnCount)
            {
                if (reader.EndedWithoutBreak && row.Count < ColumnCount)
                {
                    throw new ImportFormatException($"{what} ends within row {Row} (line {reader.Line}): it has {row.Count} of {ColumnCount} cells and no line break; the file is cut off.");
                }

                problem = $"has {row.Count} cells where the header has {ColumnCount} (line {reader.Line})";
            }

            return true;
        }
    }

    /// <summary>The trimmed cell; "" where the file has no such column.</summary>
    public string this[string column] => columns.TryGetValue(column, out var index) && index < cells.Count ? cells[index].Trim() : "";

    public void Dispose() => reader.Dispose();

    // HXL (hxlstandard.org): a row of hashtags below the header.
    private static bool IsTagRow(List<string> row)
    {
        var tags = 0;
        foreach (var text in row)
        {
            if (text.Length > 0 && text[0] != '#')
            {
                return false;
            }

            tags += text.Length > 1 ? 1 : 0;
        }

        return tags > 0;
    }

    private static string Short(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
