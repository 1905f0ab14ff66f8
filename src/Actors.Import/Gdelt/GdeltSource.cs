using System.Globalization;
using Actors.Domain.Catalogue;
using Actors.Domain.Reports;
using Actors.Import.Csv;

namespace Actors.Import.Gdelt;

/// <summary>
/// The event table of GDELT 2.0 (61 tab-separated columns, no header). It is coded from news by machine: each row is a report whose
/// content cannot be judged (credibility 6), without a reference, so that it may join an incident others report. Rows that code no
/// physical attack are passed over.
/// </summary>
public sealed class GdeltSource(RegionNames names, string what) : IReportSource
{
    private const int Columns = 61;

    // Positions of the columns by the codebook, from 0.
    private const int GlobalEventId = 0, Day = 1, Actor1Name = 6, Actor2Name = 16, EventCode = 26, EventRootCode = 28,
        PlaceName = 52, Latitude = 56, Longitude = 57, DateAdded = 59, SourceUrl = 60;

    public string Format => "gdelt";

    public string? Scope => "gdelt";

    public bool AnyOrder => false;

    /// <inheritdoc/>
    public IEnumerable<ImportedRow> Read(Stream stream)
    {
        using var lines = new StreamReader(stream);
        long row = 0;
        while (lines.ReadLine() is { } line)
        {
            row++;
            var cells = line.TrimEnd('\r').Split('\t');
            if (cells.Length != Columns)
            {
                if (row == 1)
                {
                    throw new ImportFormatException($"{what} is no GDELT 2.0 event table: its first row has {cells.Length} tab-separated cells, not {Columns}.");
                }

                if (lines.Peek() < 0)
                {
                    throw new ImportFormatException($"{what} ends within row {row}: it has {cells.Length} of {Columns} cells; the file is cut off.");
                }

                yield return ImportedRow.Refuse(row, $"has {cells.Length} cells, not {Columns}");
                continue;
            }

            yield return Map(row, cells);
        }
    }

    private ImportedRow Map(long row, string[] cells)
    {
        try
        {
            // CAMEO: 18 assault, 19 fight, 20 unconventional mass violence.
            if (cells[EventRootCode] is not ("18" or "19" or "20"))
            {
                return ImportedRow.Skip(row, $"CAMEO {cells[EventCode]} is no attack");
            }

            var id = CellValues.RequiredInteger("GlobalEventID", cells[GlobalEventId]);
            return ImportedRow.Of(row, new IncidentReport
            {
                Id = $"gdelt:{id.ToString(CultureInfo.InvariantCulture)}",
                Source = "gdelt",
                PublishedAt = Added(cells[DateAdded]),
                Credibility = 6,
                Url = cells[SourceUrl].Length is > 0 and <= ReportLimits.MaxUrlLength && Uri.TryCreate(cells[SourceUrl], UriKind.Absolute, out _) ? cells[SourceUrl] : null,
                Occurred = Occurred(cells[Day]),
                Place = Where(cells),
                Type = TypeOf(cells[EventCode]),
                Perpetrators = cells[Actor1Name].Trim() is { Length: > 0 } first ? [new Perpetrator(first, PerpetratorRole.Suspected, By: null)] : [],
                Targets = cells[Actor2Name].Trim() is { Length: > 0 } second ? [second] : [],
            });
        }
        catch (RowRefusedException refused)
        {
            return ImportedRow.Refuse(row, refused.Message);
        }
    }

    private Place? Where(string[] cells)
    {
        var name = cells[PlaceName].Trim();
        var lat = CellValues.Degrees("ActionGeo_Lat", cells[Latitude], 90);
        var lon = CellValues.Degrees("ActionGeo_Long", cells[Longitude], 180);
        if (name.Length == 0 && (lat is null || lon is null))
        {
            return null;
        }

        // "Baghdad, Baghdad, Iraq": the country stands last. Its own country codes are FIPS 10-4, which ISO's contradict.
        var country = names.FindCountry(name[(name.LastIndexOf(',') + 1)..].Trim())?.Key;
        return new Place
        {
            Region = country,
            Name = CellValues.Cut(name, ReportLimits.MaxNameLength),
            Lat = lon is null ? null : lat,
            Lon = lat is null ? null : lon,
            Precision = PlacePrecision.Area,
        };
    }

    private static Occurrence Occurred(string text) =>
        DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new Occurrence(day, day, DayPrecision.Approximate, Zone: null)
            : throw new RowRefusedException($"SQLDATE is '{CellValues.Short(text)}'; it must be yyyyMMdd");

    private static DateTimeOffset Added(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : throw new RowRefusedException($"DATEADDED is '{CellValues.Short(text)}'; it must be yyyyMMddHHmmss");

    private static string? TypeOf(string code) => code switch
    {
        "181" => "abduction",
        "1822" => "sexual-violence",
        "1831" => "suicide-bomb",
        "183" or "1832" or "1833" or "1834" => "remote-explosive-ied",
        "190" or "193" => "armed-clash",
        "194" => "shelling-artillery-missile",
        "195" or "1951" or "1952" => "air-drone-strike",
        "2041" => "chemical-weapon",
        _ => null,
    };
}
