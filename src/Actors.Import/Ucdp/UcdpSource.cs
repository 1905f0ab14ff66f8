using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Reports;
using Actors.Import.Csv;

namespace Actors.Import.Ucdp;

/// <summary>
/// Events of the Uppsala Conflict Data Program (GED and Candidate, CSV) as reports: one event a row, one incident an event. The sides are
/// kept as whole cells, <c>side_a</c> as perpetrator and <c>side_b</c> as target; the estimates of deaths count for all parties.
/// </summary>
/// <remarks>
/// Where low ≤ best ≤ high does not hold as published, best stays, low is the least and high the greatest of the three, and the triple
/// as published is kept in the quote. An event that is repeated with other values in one file is a later statement: the last row wins.
/// </remarks>
public sealed class UcdpSource(UcdpRelease release, RegionNames names, string what) : IReportSource, IRegionSource
{
    private const string Source = "ucdp";
    private const long NotRecorded = -1;
    private readonly Places places = new(names);

    public string Format => "ucdp";

    public string? Scope => Source;

    public bool AnyOrder => true;

    /// <summary>Countries that no table knows, as met so far.</summary>
    public IReadOnlyDictionary<string, long> UnknownCountries => places.UnknownCountries;

    /// <summary>First-order divisions without a subdivision of ISO 3166-2, as met so far.</summary>
    public IReadOnlyDictionary<string, long> UnmappedDivisions => places.UnmappedDivisions;

    /// <inheritdoc/>
    public IEnumerable<ImportedRow> Read(Stream stream)
    {
        using var table = new CsvTable(stream, what, headerless: first => UcdpLayout.Headerless(first, what));
        table.Require(UcdpLayout.Required);
        places.Begin();
        var repeats = new UcdpRepeats();
        var hash = new UcdpRowHash(table);
        while (table.Read(out var problem))
        {
            yield return problem is null ? Map(table, hash, repeats) : ImportedRow.Refuse(table.Row, problem);
        }
    }

    private ImportedRow Map(CsvTable row, UcdpRowHash hash, UcdpRepeats repeats)
    {
        try
        {
            var id = CellValues.RequiredInteger("id", row["id"]);
            var content = hash.OfRow();
            var occurred = Occurred(row);
            var published = Estimates(row, out var figure);
            var report = new IncidentReport
            {
                Id = $"ucdp:{release.Name}:{id}:{content}",
                Source = Source,
                PublishedAt = release.PublishedAt,
                Incident = id.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Occurred = occurred,
                Place = Where(row),
                Type = TypeOf(row),
                Perpetrators = [new Perpetrator(Side(row, "side_a"), PerpetratorRole.Blamed, By: null)],
                Targets = [Side(row, "side_b")],
                Casualties = [new Casualties(Party: null, Killed: figure, Injured: null)],
                Quote = published,
            };
            return repeats.Meet(id, content) switch
            {
                null => ImportedRow.Skip(row.Row, $"repeats event {id} of an earlier row"),
                0 => ImportedRow.Of(row.Row, report),
                var later => ImportedRow.Of(row.Row, report with { PublishedAt = report.PublishedAt.AddSeconds(later.Value) }),
            };
        }
        catch (RowRefusedException refused)
        {
            return ImportedRow.Refuse(row.Row, refused.Message);
        }
    }

    private static Occurrence Occurred(CsvTable row)
    {
        var from = UcdpDates.Day("date_start", CellValues.RequiredText("date_start", row["date_start"]));
        var to = row["date_end"] is { Length: > 0 } last ? UcdpDates.Day("date_end", last) : from;
        if (to < from)
        {
            throw new RowRefusedException($"date_end {to:yyyy-MM-dd} is before date_start {from:yyyy-MM-dd}");
        }

        // Codebook: 1 exact, 2 within 2 to 6 days, 3 a week, 4 up to a month, 5 more than a month up to a year.
        var precision = CellValues.Integer("date_prec", row["date_prec"]) switch
        {
            null or NotRecorded or 1 => DayPrecision.Day,
            2 or 3 => DayPrecision.Week,
            4 => DayPrecision.Month,
            5 => DayPrecision.Year,
            var other => throw new RowRefusedException($"date_prec is {other}; it must be 1 to 5"),
        };
        return new Occurrence(from, to, precision, Zone: null);
    }

    private Place Where(CsvTable row)
    {
        var lat = CellValues.Degrees("latitude", row["latitude"], 90);
        var lon = CellValues.Degrees("longitude", row["longitude"], 180);
        if (lat is null != lon is null)
        {
            throw new RowRefusedException("latitude and longitude must be stated together or not at all");
        }

        // Codebook: 1 exact, 2 within about 25 km, 3 to 6 a division or country, 7 international waters or airspace.
        PlacePrecision? precision = CellValues.Integer("where_prec", row["where_prec"]) switch
        {
            null or NotRecorded => null,
            1 => PlacePrecision.Exact,
            2 => PlacePrecision.Near,
            >= 3 and <= 7 => PlacePrecision.Area,
            var other => throw new RowRefusedException($"where_prec is {other}; it must be 1 to 7"),
        };
        return new Place
        {
            Region = places.Region(CellValues.RequiredText("country", row["country"]), row["adm_1"]),
            Name = CellValues.Cut(row["where_coordinates"], ReportLimits.MaxNameLength),
            Lat = lat,
            Lon = lon,
            Precision = precision,
        };
    }

    // One-sided violence is by definition against civilians; how a state-based or non-state event was fought the data set does not say.
    private static string? TypeOf(CsvTable row) => CellValues.Integer("type_of_violence", row["type_of_violence"]) switch
    {
        3 => "violence-against-civilians",
        null or 1 or 2 => null,
        var other => throw new RowRefusedException($"type_of_violence is {other}; it must be 1, 2 or 3"),
    };

    private static string Side(CsvTable row, string column)
    {
        var side = CellValues.RequiredText(column, row[column]);
        return side.Length <= ReportLimits.MaxNameLength
            ? side
            : throw new RowRefusedException($"{column} has {side.Length} characters; at most {ReportLimits.MaxNameLength} are a name");
    }

    private static string? Estimates(CsvTable row, out Figure figure)
    {
        var low = Deaths(row, "low");
        var best = Deaths(row, "best");
        var high = Deaths(row, "high");
        figure = new Figure(Math.Min(low, Math.Min(best, high)), best, Math.Max(low, Math.Max(best, high)));
        return low <= best && best <= high ? null : $"As published: best {best}, high {high}, low {low}.";
    }

    private static long Deaths(CsvTable row, string column)
    {
        var value = CellValues.RequiredInteger(column, row[column]);
        return value is >= 0 and <= ReportLimits.MaxFigure
            ? value
            : throw new RowRefusedException($"{column} is {value}; it must be 0 to {ReportLimits.MaxFigure:#,0}");
    }
}
