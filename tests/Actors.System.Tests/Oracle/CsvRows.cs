using System.Text;

namespace Actors.System.Tests.Oracle;

/// <summary>Rows of a CSV file (RFC 4180: quoted cells may hold commas, quotes and line ends), each as cells by column name.</summary>
internal static class CsvRows
{
    public static IEnumerable<IReadOnlyDictionary<string, string>> Read(TextReader reader)
    {
        var header = ReadRow(reader) ?? throw new InvalidDataException("The file is empty.");
        while (ReadRow(reader) is { } row)
        {
            if (row.Count != header.Count)
            {
                throw new InvalidDataException($"A row has {row.Count} cells, the header {header.Count}: {string.Join('|', row)}");
            }

            yield return header.Zip(row).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
        }
    }

    private static List<string>? ReadRow(TextReader reader)
    {
        if (reader.Peek() < 0)
        {
            return null;
        }

        List<string> row = [];
        var cell = new StringBuilder();
        var quoted = false;
        while (true)
        {
            var next = reader.Read();
            switch (next)
            {
                case '"' when quoted && reader.Peek() == '"':
                    cell.Append((char)reader.Read());
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    row.Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\r' when !quoted:
                    break;
                case -1:
                case '\n' when !quoted:
                    row.Add(cell.ToString());
                    return row;
                default:
                    cell.Append((char)next);
                    break;
            }
        }
    }
}
