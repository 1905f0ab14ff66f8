using System.Text.Json;

namespace Actors.Import.Json;

/// <summary>The lines of an export (<c>GET /v1/reports</c>) in a file: a header, entries, an end. Without its end it was cut off.</summary>
internal sealed class ExportedLines
{
    private bool begun;
    private bool ended;

    public ImportedRow Take(long row, ReadOnlyMemory<byte> line, string what)
    {
        string? entry;
        try
        {
            using var document = JsonDocument.Parse(line);
            entry = document.RootElement.GetProperty("entry").GetString();
        }
        catch (JsonException wrong)
        {
            throw new ImportFormatException($"{what}: line {row} of the export is no JSON ({wrong.Message}); the file is damaged or cut off. Export it again.", wrong);
        }

        begun = true;
        ended = entry == "end";
        return entry switch
        {
            "header" => ImportedRow.Skip(row, "the header of the export"),
            "end" => ImportedRow.Skip(row, "the end of the export"),
            _ => new ImportedRow(row, null, null, null) { Exported = line.ToArray() },
        };
    }

    /// <exception cref="ImportFormatException">The export has no end.</exception>
    public void End(string what)
    {
        if (begun && !ended)
        {
            throw new ImportFormatException($"{what} is an export without its end: it was cut off. Export it again; the same command completes it.");
        }
    }
}
