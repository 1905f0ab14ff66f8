using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Actors.Benchmarks.Results;

/// <summary>Prints rows for people and writes them for programs.</summary>
public static class ResultTable
{
    private static readonly JsonSerializerOptions FileForm = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>A table in Markdown: it reads in a terminal and can be pasted into a document.</summary>
    public static string Format(IReadOnlyCollection<BenchmarkRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        List<string[]> cells = [["what", "value", "spread", "unit", "peer", "peer's value", "ratio", "goal", "met"]];
        cells.AddRange(rows.Select(row => new[]
        {
            row.Name,
            Number(row.Value),
            row.Least == row.Greatest ? "" : $"{Number(row.Least)} to {Number(row.Greatest)}",
            row.Unit,
            row.Peer ?? "",
            row.PeerValue is { } peer ? Number(peer) : "",
            row.Ratio is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "",
            row.Goal ?? "",
            row.Met switch { true => "yes", false => "no", null => "" },
        }));
        var widths = Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(line => line[column].Length)).ToArray();
        var table = new StringBuilder();
        for (var i = 0; i < cells.Count; i++)
        {
            table.Append("| ").AppendJoin(" | ", cells[i].Select((cell, column) => cell.PadRight(widths[column]))).AppendLine(" |");
            if (i == 0)
            {
                table.Append("| ").AppendJoin(" | ", widths.Select(width => new string('-', width))).AppendLine(" |");
            }
        }

        return table.ToString();
    }

    /// <summary>Writes the rows as a JSON array.</summary>
    public static async Task WriteAsync(string path, IReadOnlyCollection<BenchmarkRow> rows)
    {
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, rows, FileForm);
    }

    /// <summary>A number with as many digits as mean something.</summary>
    public static string Number(double value) => value.ToString(Math.Abs(value) switch { >= 100 => "#,0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);
}
