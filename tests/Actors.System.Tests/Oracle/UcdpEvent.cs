using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Actors.Testing;

namespace Actors.System.Tests.Oracle;

/// <summary>One event of UCDP GED as a report of this API: its reference is the event's id, its sides are whole cells, its deaths have no party.</summary>
/// <param name="Report">The report as one line of JSON.</param>
internal sealed record UcdpEvent(string ReportId, string Report, string Country, int Year, string SideA, string SideB, long Low, long Best, long High)
{
    public const string File = "data/ucdp/iraq-syria.csv.gz";

    private static readonly Lazy<IReadOnlyList<UcdpEvent>> IraqAndSyria = new(() => [.. Read(SharedData.PathOf(File))]);

    /// <summary>The 24,039 events of the file, in its order.</summary>
    public static IReadOnlyList<UcdpEvent> All => IraqAndSyria.Value;

    private static IEnumerable<UcdpEvent> Read(string path)
    {
        using var reader = new StreamReader(new GZipStream(global::System.IO.File.OpenRead(path), CompressionMode.Decompress), Encoding.UTF8);
        foreach (var row in CsvRows.Read(reader))
        {
            yield return Of(row);
        }
    }

    private static UcdpEvent Of(IReadOnlyDictionary<string, string> row)
    {
        // 170 published triples are out of order: least and greatest are what they must mean; best stays as published.
        var triple = new[] { Number(row["low"]), Number(row["best"]), Number(row["high"]) };
        var (low, best, high) = (triple.Min(), triple[1], triple.Max());
        var (sideA, sideB) = (row["side_a"].Trim(), row["side_b"].Trim());
        var id = $"ucdp-test:{row["id"]}";
        var report = JsonSerializer.Serialize(new
        {
            kind = "incident",
            id,
            source = "ucdp",
            publishedAt = "2021-06-01T00:00:00Z",
            incident = row["id"],
            occurred = new { from = row["date_start"][..10], to = row["date_end"][..10] },
            place = new { region = row["country"], lat = Decimal(row["latitude"]), lon = Decimal(row["longitude"]) },
            perpetrators = new[] { new { group = sideA, role = "suspected" } },
            targets = new[] { new { group = sideB } },
            casualties = new[] { new { killed = new { low, best, high } } },
        });
        return new(id, report, row["country"], (int)Number(row["year"]), sideA, sideB, low, best, high);
    }

    private static long Number(string cell) => long.Parse(cell, CultureInfo.InvariantCulture);

    private static decimal Decimal(string cell) => decimal.Parse(cell, CultureInfo.InvariantCulture);
}
