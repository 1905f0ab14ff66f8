using System.Text;
using Actors.Import.Csv;
using Actors.Import.Ucdp;

namespace Actors.Import;

/// <summary>Tells the format of a file from its first rows.</summary>
public static class FormatDetector
{
    /// <summary>Names of the formats, as the command line takes them.</summary>
    public static readonly string[] Formats = ["ucdp", "acled", "gdelt", "csv", "ndjson", "stix", "cap"];

    private const int HeadBytes = 64 * 1024;

    /// <summary>One of <see cref="Formats"/>.</summary>
    /// <exception cref="ImportFormatException">The file cannot be read, or fits none of them.</exception>
    public static string Detect(ImportFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var head = new byte[HeadBytes];
        int length;
        using (var stream = file.Open())
        {
            length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        }

        var text = Encoding.UTF8.GetString(head, 0, length).TrimStart('\uFEFF').TrimStart();
        if (text.StartsWith('<'))
        {
            return text.Contains("urn:oasis:names:tc:emergency:cap", StringComparison.Ordinal)
                ? "cap"
                : throw Unknown(file, "it is XML, but no CAP alert");
        }

        if (text.StartsWith('{') || text.StartsWith('['))
        {
            return OfJson(text);
        }

        if (length == 0)
        {
            throw Unknown(file, "it is empty");
        }

        return OfTable(text, file);
    }

    private static string OfJson(string text) =>
        text.StartsWith("{\"entry\"", StringComparison.Ordinal) ? "ndjson"
        : text.Contains("\"type\"", StringComparison.Ordinal) && text.Contains("\"bundle\"", StringComparison.Ordinal) ? "stix"
        : text.Contains("\"event_id_cnty\"", StringComparison.Ordinal) ? "acled"
        : "ndjson";

    private static string OfTable(string text, ImportFile file)
    {
        var line = text.AsSpan(0, text.IndexOf('\n', StringComparison.Ordinal) is var end and >= 0 ? end : text.Length);
        if (line.Count('\t') is 57 or 60)
        {
            return "gdelt";
        }

        using var reader = new CsvReader(new MemoryStream(Encoding.UTF8.GetBytes(line.ToString())), ',', file.Path);
        List<string> header;
        try
        {
            header = [.. (reader.Read() ?? []).Select(name => name.Trim())];
        }
        catch (ImportFormatException)
        {
            // A first row that is no header may well break off within a cell.
            throw Unknown(file, "its first line is no header");
        }

        if (header.Contains("event_id_cnty", StringComparer.OrdinalIgnoreCase))
        {
            return "acled";
        }

        return UcdpLayout.Fits(header) || header.Count > 0 && header.Count == UcdpLayout.Columns.Length && header[0].Length > 0 && header[0].All(char.IsAsciiDigit)
            ? "ucdp"
            : throw Unknown(file, header.Count == 1 ? "its first line is no header that is known" : $"its columns are those of no known data set ({CellValues.Short(string.Join(", ", header))})");
    }

    private static ImportFormatException Unknown(ImportFile file, string why) =>
        new($"The format of {file.Path} cannot be told: {why}. State it with --format, and for a table of your own give a mapping with --map.");
}
