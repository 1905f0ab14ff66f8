using System.IO.Compression;
using System.Text;

namespace Actors.Domain.Tests.Catalogues;

/// <summary>Chosen columns of a comma-separated file with a header, quoted as RFC 4180 says; unpacked when its name ends in .gz.</summary>
internal static class CsvRows
{
    /// <summary>The cells of those columns, row by row, in the order asked; "" where the file has no such column.</summary>
    public static IEnumerable<string[]> Read(string path, params string[] columns)
    {
        using var file = File.OpenRead(path);
        using Stream bytes = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(bytes, Encoding.UTF8);
        var header = ReadRow(reader) ?? throw new InvalidDataException($"{path} is empty.");
        var indexes = columns.Select(column => header.IndexOf(column)).ToArray();
        while (ReadRow(reader) is { } row)
        {
            yield return Array.ConvertAll(indexes, index => index < 0 ? "" : row[index]);
        }
    }

    private static List<string>? ReadRow(StreamReader reader)
    {
        if (reader.Peek() < 0)
        {
            return null;
        }

        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (int next; (next = reader.Read()) >= 0;)
        {
            var c = (char)next;
            if (c == '"')
            {
                if (quoted && reader.Peek() == '"')
                {
                    cell.Append((char)reader.Read());
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (!quoted && c is ',' or '\n')
            {
                cells.Add(cell.ToString());
                cell.Clear();
                if (c == '\n')
                {
                    return cells;
                }
            }
            else if (quoted || c != '\r')
            {
                cell.Append(c);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
