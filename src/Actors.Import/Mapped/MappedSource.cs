using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Actors.Domain.Reports;
using Actors.Import.Csv;
using Actors.Import.Json;

namespace Actors.Import.Mapped;

/// <summary>Any delimited table with a header, read as its mapping says. Each row is written as the API's JSON and read by the reader the
/// server uses, so that what it would refuse is refused here, with the same words.</summary>
public sealed class MappedSource(TableMapping mapping, string what) : IReportSource
{
    public string Format => "csv";

    public string? Scope => mapping.Scope;

    public bool AnyOrder => mapping.Incident is not null;

    /// <inheritdoc/>
    public IEnumerable<ImportedRow> Read(Stream stream)
    {
        using var table = new CsvTable(stream, what, mapping.Separator[0]);
        var templates = new RowTemplates(mapping, table, what);
        var json = new ArrayBufferWriter<byte>(2 * 1024);
        while (table.Read(out var problem))
        {
            yield return problem is not null ? ImportedRow.Refuse(table.Row, problem)
                : SkipReason(table) is { } reason ? ImportedRow.Skip(table.Row, reason)
                : Map(table, templates, json);
        }
    }

    private string? SkipReason(CsvTable table)
    {
        foreach (var (column, cells) in mapping.Skip)
        {
            if (cells.Contains(table[column], StringComparer.Ordinal))
            {
                return $"{column} is '{CellValues.Short(table[column])}'";
            }
        }

        return null;
    }

    private ImportedRow Map(CsvTable table, RowTemplates row, ArrayBufferWriter<byte> json)
    {
        try
        {
            json.ResetWrittenCount();
            using (var writer = new Utf8JsonWriter(json))
            {
                Write(writer, row);
            }

            var read = ReportReader.ReadOne(json.WrittenSpan);
            return read.Reports is [var report]
                ? ImportedRow.Of(table.Row, report)
                : ImportedRow.Refuse(table.Row, ReportLines.Words(read.Errors));
        }
        catch (RowRefusedException refused)
        {
            return ImportedRow.Refuse(table.Row, refused.Message);
        }
    }

    private void Write(Utf8JsonWriter json, RowTemplates row)
    {
        json.WriteStartObject();
        json.WriteString("kind", "incident");
        json.WriteString("id", row.Text("id", mapping.Id) ?? throw new RowRefusedException("id is blank"));
        json.WriteString("source", row.Text("source", mapping.Source));
        json.WriteString("publishedAt", row.Instant(mapping.PublishedAt));
        if (mapping.Credibility is { } credibility)
        {
            json.WriteNumber("credibility", credibility);
        }

        Text(json, "quote", row.Text("quote", mapping.Quote));
        Text(json, "incident", row.Text("incident", mapping.Incident));
        json.WriteStartObject("occurred");
        json.WriteString("from", row.Day(mapping.Day, mapping.DayFormats).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Text(json, "precision", mapping.DayPrecision);
        Text(json, "zone", mapping.Zone);
        json.WriteEndObject();
        WritePlace(json, row);
        Text(json, "type", row.Text("type", mapping.Type));
        Text(json, "weapon", row.Text("weapon", mapping.Weapon));
        Text(json, "outcome", row.Text("outcome", mapping.Outcome));
        Groups(json, "perpetrators", row.Text("perpetrator", mapping.Perpetrator));
        Groups(json, "targets", row.Text("target", mapping.Target));
        WriteCasualties(json, row);
        json.WriteEndObject();
    }

    private void WritePlace(Utf8JsonWriter json, RowTemplates row)
    {
        var region = row.Text("region", mapping.Region);
        var name = row.Text("placeName", mapping.PlaceName);
        var lat = CellValues.Degrees("lat", row.Text("lat", mapping.Lat) ?? "", 90);
        var lon = CellValues.Degrees("lon", row.Text("lon", mapping.Lon) ?? "", 180);
        if (region is null && name is null && lat is null)
        {
            return;
        }

        json.WriteStartObject("place");
        Text(json, "region", region);
        Text(json, "name", name);
        if (lat is { } north && lon is { } east)
        {
            json.WriteNumber("lat", north);
            json.WriteNumber("lon", east);
        }

        json.WriteEndObject();
    }

    private void WriteCasualties(Utf8JsonWriter json, RowTemplates row)
    {
        var killed = CellValues.Integer("killed", row.Text("killed", mapping.Killed) ?? "");
        var injured = CellValues.Integer("injured", row.Text("injured", mapping.Injured) ?? "");
        if (killed is null && injured is null)
        {
            return;
        }

        json.WriteStartArray("casualties");
        json.WriteStartObject();
        if (killed is { } dead)
        {
            json.WriteNumber("killed", dead);
        }

        if (injured is { } hurt)
        {
            json.WriteNumber("injured", hurt);
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Groups(Utf8JsonWriter json, string name, string? group)
    {
        if (group is not null)
        {
            json.WriteStartArray(name);
            json.WriteStartObject();
            json.WriteString("group", group);
            json.WriteEndObject();
            json.WriteEndArray();
        }
    }
}
