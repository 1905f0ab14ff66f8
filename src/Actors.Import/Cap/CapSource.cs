using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Actors.Domain.Reports;
using Actors.Import.Csv;

namespace Actors.Import.Cap;

/// <summary>
/// One alert in the Common Alerting Protocol 1.2 as a report: what is alerted to is the incident, under the identifier of the first alert
/// of its chain; a Cancel withdraws the reports of the alerts it refers to. Exercises, tests and drafts are passed over.
/// </summary>
public sealed class CapSource(string what) : IReportSource
{
    private static readonly XNamespace Cap = "urn:oasis:names:tc:emergency:cap:1.2";
    private const int MaxCharacters = 16 * 1024 * 1024;

    public string Format => "cap";

    public string? Scope => "cap";

    public bool AnyOrder => false;

    /// <inheritdoc/>
    public IEnumerable<ImportedRow> Read(Stream stream)
    {
        using var owned = stream;
        var alert = Load(stream);
        return Map(alert);
    }

    private XElement Load(Stream stream)
    {
        try
        {
            // No document types: an alert needs none, and their entities can fill the memory.
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = MaxCharacters, XmlResolver = null });
            var root = XDocument.Load(reader).Root!;
            return root.Name == Cap + "alert"
                ? root
                : throw new ImportFormatException($"{what} is no CAP 1.2 alert: its root is {root.Name.LocalName} in '{root.Name.NamespaceName}'.");
        }
        catch (XmlException wrong)
        {
            throw new ImportFormatException($"{what} is no well-formed XML: {wrong.Message}", wrong);
        }
    }

    private static List<ImportedRow> Map(XElement alert)
    {
        try
        {
            if (Text(alert, "status") is var status && status != "Actual")
            {
                return [ImportedRow.Skip(1, $"the alert's status is {status}")];
            }

            var kind = Required(alert, "msgType");
            var sent = Instant("sent", Required(alert, "sent"));
            var sender = Required(alert, "sender");
            var identifier = Required(alert, "identifier");
            var references = Text(alert, "references").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return kind switch
            {
                "Alert" or "Update" => [ImportedRow.Of(1, Report(alert, sender, identifier, sent, references))],
                "Cancel" when references.Length > 0 => [.. references.Select(reference => ImportedRow.Of(1, Retraction(alert, sender, identifier, sent, reference)))],
                "Cancel" => [ImportedRow.Refuse(1, "the Cancel has no references; it must name what it cancels")],
                _ => [ImportedRow.Skip(1, $"the message is an {kind}")],
            };
        }
        catch (RowRefusedException refused)
        {
            return [ImportedRow.Refuse(1, refused.Message)];
        }
    }

    private static IncidentReport Report(XElement alert, string sender, string identifier, DateTimeOffset sent, string[] references)
    {
        var info = alert.Element(Cap + "info") ?? throw new RowRefusedException("the alert has no info; it says nothing happened");
        var onset = Text(info, "onset") is { Length: > 0 } start ? Instant("onset", start) : Text(info, "effective") is { Length: > 0 } from ? Instant("effective", from) : sent;
        var day = DateOnly.FromDateTime(onset.DateTime);
        var area = info.Element(Cap + "area");
        var (lat, lon) = area is null ? (null, null) : Position(area);
        var words = string.Join("\n", new[] { Text(info, "event"), Text(info, "headline"), Text(info, "description") }.Where(text => text.Length > 0));
        return new IncidentReport
        {
            Id = ReportId(sender, identifier),
            Source = CellValues.Cut(sender, ReportLimits.MaxNameLength)!,
            PublishedAt = sent,
            Incident = CellValues.Cut(references.Length > 0 ? First(references) : $"{sender},{identifier}", ReportLimits.MaxIdLength),
            Occurred = new Occurrence(day, day, DayPrecision.Day, Zone: null),
            Place = area is null ? null : new Place
            {
                Name = CellValues.Cut(Required(area, "areaDesc"), ReportLimits.MaxNameLength),
                Lat = lat,
                Lon = lon,
                Precision = PlacePrecision.Area,
            },
            Quote = CellValues.Cut(words, ReportLimits.MaxTextLength),
        };
    }

    private static RetractionReport Retraction(XElement alert, string sender, string identifier, DateTimeOffset sent, string reference)
    {
        var parts = reference.Split(',');
        return parts.Length == 3
            ? new RetractionReport
            {
                Id = CellValues.Cut($"{ReportId(sender, identifier)}:{parts[1]}", ReportLimits.MaxIdLength)!,
                Source = CellValues.Cut(sender, ReportLimits.MaxNameLength)!,
                PublishedAt = sent,
                Retracts = ReportId(parts[0], parts[1]),
                Reason = Text(alert, "note") is { Length: > 0 } note ? CellValues.Cut(note, ReportLimits.MaxTextLength)! : "The alert was cancelled.",
            }
            : throw new RowRefusedException($"the reference '{CellValues.Short(reference)}' is not sender,identifier,sent");
    }

    private static string ReportId(string sender, string identifier) => CellValues.Cut($"cap:{sender},{identifier}", ReportLimits.MaxIdLength)!;

    /// <summary>The alert of a chain that was sent first.</summary>
    private static string First(string[] references) => references
        .Select(reference => reference.Split(','))
        .Where(parts => parts.Length == 3)
        .OrderBy(parts => parts[2], StringComparer.Ordinal)
        .Select(parts => $"{parts[0]},{parts[1]}")
        .FirstOrDefault() ?? throw new RowRefusedException("references are not sender,identifier,sent");

    /// <summary>The centre of the circle, else the middle of the polygon's corners.</summary>
    private static (double? Lat, double? Lon) Position(XElement area)
    {
        var points = Text(area, "circle") is { Length: > 0 } circle
            ? [circle.Split(' ')[0]]
            : Text(area, "polygon").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (points.Length == 0)
        {
            return (null, null);
        }

        var corners = points.Select(point => point.Split(',')).ToList();
        if (corners.Any(corner => corner.Length != 2))
        {
            throw new RowRefusedException("the area's points are not written lat,lon");
        }

        return (
            corners.Average(corner => CellValues.Degrees("lat", corner[0], 90) ?? throw new RowRefusedException("a point has no lat")),
            corners.Average(corner => CellValues.Degrees("lon", corner[1], 180) ?? throw new RowRefusedException("a point has no lon")));
    }

    private static string Text(XElement parent, string name) => parent.Element(Cap + name)?.Value.Trim() ?? "";

    private static string Required(XElement parent, string name) =>
        Text(parent, name) is { Length: > 0 } text ? text : throw new RowRefusedException($"{name} is missing");

    private static DateTimeOffset Instant(string name, string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            ? instant
            : throw new RowRefusedException($"{name} is '{CellValues.Short(text)}'; it must be a time such as 2023-11-09T18:30:00+00:00");
}
