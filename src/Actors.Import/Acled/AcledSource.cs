using System.Collections.Frozen;
using System.Globalization;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Import.Csv;

namespace Actors.Import.Acled;

/// <summary>
/// Events of ACLED from a file that a user supplies (CSV of the export tool or JSON of the API) as reports: <c>acled:{event}:{timestamp}</c>,
/// reference the event's id in scope <c>acled</c>. An event that was edited is a later report on the same incident.
/// </summary>
/// <remarks>
/// Its fatalities are the lowest estimate, so they are "at least"; 0 also means unknown and is not stated; injuries are not collected.
/// The first actor is taken as perpetrator and the second as target, which its codebook guarantees for violence against civilians only.
/// </remarks>
public sealed class AcledSource(RegionNames names, string what) : IReportSource, IRegionSource
{
    private const string Source = "acled";

    private static readonly string[] Required =
        ["event_id_cnty", "event_date", "sub_event_type", "actor1", "country", "fatalities", "timestamp"];

    private static readonly FrozenDictionary<string, string> Types = EventTypes.All
        .SelectMany(type => new[] { (type.Name, type.Slug), (type.Name.Replace("protesters", "protestors", StringComparison.Ordinal), type.Slug) })
        .DistinctBy(pair => pair.Item1)
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.Slug, StringComparer.OrdinalIgnoreCase);

    private static readonly string[] InterceptionWords = ["intercept", "shot down", "downed", "air defence", "air defense", "shoot down"];

    private readonly Places places = new(names);

    public string Format => "acled";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> UnknownCountries => places.UnknownCountries;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> UnmappedDivisions => places.UnmappedDivisions;

    public string? Scope => Source;

    public bool AnyOrder => true;

    /// <inheritdoc/>
    public IEnumerable<ImportedRow> Read(Stream stream)
    {
        using var rows = AcledRows.Open(stream, what);
        places.Begin();
        rows.Require(Required);

        // 16 bytes an event, not its text: three million of them are 100 MB.
        var seen = new HashSet<UInt128>();
        while (rows.Read(out var problem))
        {
            yield return problem is null ? Map(rows, seen) : ImportedRow.Refuse(rows.Row, problem);
        }
    }

    private ImportedRow Map(AcledRows row, HashSet<UInt128> seen)
    {
        try
        {
            var id = CellValues.RequiredText("event_id_cnty", row["event_id_cnty"]);
            var timestamp = CellValues.RequiredInteger("timestamp", row["timestamp"]);
            if (timestamp is < 0 or > 7_258_118_400)
            {
                throw new RowRefusedException($"timestamp is {timestamp}; it must be seconds since 1970");
            }

            // The monadic export repeats an event for each of its actors.
            if (!seen.Add(IncidentIds.KeyOfReport(string.Create(CultureInfo.InvariantCulture, $"{id}:{timestamp}"))))
            {
                return ImportedRow.Skip(row.Row, $"repeats event {id} of an earlier row");
            }

            var type = Types.GetValueOrDefault(row["sub_event_type"]) ?? Types.GetValueOrDefault(row["event_type"])
                ?? throw new RowRefusedException($"sub_event_type '{CellValues.Short(row["sub_event_type"])}' is none of ACLED's types");
            var fatalities = CellValues.Integer("fatalities", row["fatalities"]) ?? 0;
            if (fatalities is < 0 or > ReportLimits.MaxFigure)
            {
                throw new RowRefusedException($"fatalities is {fatalities}; it must be 0 or more");
            }

            return ImportedRow.Of(row.Row, new IncidentReport
            {
                Id = $"acled:{id}:{timestamp.ToString(CultureInfo.InvariantCulture)}",
                Source = Source,
                PublishedAt = DateTimeOffset.FromUnixTimeSeconds(timestamp),
                Incident = id,
                Occurred = Occurred(row),
                Place = Where(row),
                Type = type,
                Perpetrators = [new Perpetrator(CellValues.Cut(CellValues.RequiredText("actor1", row["actor1"]), ReportLimits.MaxNameLength)!, PerpetratorRole.Suspected, By: null)],
                Targets = CellValues.Cut(row["actor2"], ReportLimits.MaxNameLength) is { } second ? [second] : [],
                Outcome = type == "disrupted-weapons-use" && InterceptionWords.Any(word => row["notes"].Contains(word, StringComparison.OrdinalIgnoreCase)) ? Outcome.Intercepted : null,
                Casualties = fatalities == 0 ? [] : [new Casualties(Party: null, Figure.AtLeast(fatalities), Injured: null)],
                Quote = CellValues.Cut(row["notes"], ReportLimits.MaxTextLength),
            });
        }
        catch (RowRefusedException refused)
        {
            return ImportedRow.Refuse(row.Row, refused.Message);
        }
    }

    private static Occurrence Occurred(AcledRows row)
    {
        var day = AcledDates.Day("event_date", CellValues.RequiredText("event_date", row["event_date"]));
        var precision = CellValues.Integer("time_precision", row["time_precision"]) switch
        {
            null or 1 => DayPrecision.Day,
            2 => DayPrecision.Week,
            3 => DayPrecision.Month,
            var other => throw new RowRefusedException($"time_precision is {other}; it must be 1, 2 or 3"),
        };
        return new Occurrence(day, day, precision, Zone: null);
    }

    private Place Where(AcledRows row)
    {
        var lat = CellValues.Degrees("latitude", row["latitude"], 90);
        var lon = CellValues.Degrees("longitude", row["longitude"], 180);
        if (lat is null != lon is null)
        {
            throw new RowRefusedException("latitude and longitude must be stated together or not at all");
        }

        PlacePrecision? precision = CellValues.Integer("geo_precision", row["geo_precision"]) switch
        {
            null => null,
            1 => PlacePrecision.Exact,
            2 => PlacePrecision.Near,
            3 => PlacePrecision.Area,
            var other => throw new RowRefusedException($"geo_precision is {other}; it must be 1, 2 or 3"),
        };
        return new Place
        {
            Region = places.Region(CellValues.RequiredText("country", row["country"]), row["admin1"]),
            Name = CellValues.Cut(row["location"], ReportLimits.MaxNameLength),
            Lat = lat,
            Lon = lon,
            Precision = precision,
        };
    }
}
