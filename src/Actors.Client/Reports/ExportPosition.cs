using System.Globalization;
using System.Text.Json;

namespace Actors.Client;

/// <summary>How far an export got: told the lines that came, it says where to go on.</summary>
public sealed class ExportPosition
{
    private readonly SortedDictionary<int, long> positions = [];

    /// <summary>Names the ledger that is exported; null before the header.</summary>
    public string? Ledger { get; private set; }

    /// <summary>Positions the whole export covers; null before the header.</summary>
    public string? Until { get; private set; }

    /// <summary>Entries the whole export covers.</summary>
    public long Entries { get; private set; }

    /// <summary>Entries that came.</summary>
    public long Count { get; private set; }

    /// <summary>True after the end.</summary>
    public bool Complete { get; private set; }

    /// <summary>Last positions that came, such as <c>0:41,1000:2</c>.</summary>
    public string After => string.Join(',', positions.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}:{p.Value}")));

    /// <summary>Takes note of the next line.</summary>
    /// <exception cref="FormatException">It is no line of an export.</exception>
    public void Take(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            Take(document.RootElement);
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("This is no line of an export: " + wrong.Message, wrong);
        }
    }

    private void Take(JsonElement line)
    {
        switch (line.GetProperty("entry").GetString())
        {
            case "header":
                Ledger ??= line.GetProperty("ledger").GetString();
                Until ??= line.GetProperty("until").GetString();
                Entries = Math.Max(Entries, line.GetProperty("entries").GetInt64());
                break;
            case "end":
                Complete = true;
                break;
            default:
                var at = line.GetProperty("at").GetString()!.Split(':');
                positions[int.Parse(at[0], NumberStyles.None, CultureInfo.InvariantCulture)] = long.Parse(at[1], NumberStyles.None, CultureInfo.InvariantCulture);
                Count++;
                break;
        }
    }
}
