using System.Text.Json;
using Actors.Domain.Catalogue;
using Actors.Domain.Reports;
using Actors.Domain.Stix;
using Actors.Import.Json;

namespace Actors.Import.Stix;

/// <summary>
/// Incidents of a STIX 2.1 bundle as reports. What an export of ours wrote is taken up report by report, as each was said, under the incident's STIX id as
/// reference; an incident of anybody else becomes the report <c>{id}:{modified}</c> of its creator, with place, perpetrators, targets, outcome and
/// casualties from its relationships and the incident extension. An incident that is revoked withdraws nothing by itself and is refused with the way to
/// do it; other objects are passed over.
/// </summary>
/// <remarks>Objects may stand in any order. Names of parties and places are kept in memory for as long as the bundle is read, all else on disk.</remarks>
public sealed class StixSource(ICatalogue catalogue, string what) : IReportSource
{
    private readonly RegionNames regions = new(catalogue);

    public string Format => "stix";

    public string? Scope => "stix";

    public bool AnyOrder => false;

    /// <inheritdoc/>
    public IEnumerable<ImportedRow> Read(Stream stream)
    {
        var names = new StixNames(catalogue, regions);
        using var parts = new StixParts();
        long row = 0;
        foreach (var item in JsonItems.Read(stream, what))
        {
            row++;
            if (Take(row, item, names, parts) is { } outcome)
            {
                yield return outcome;
            }
        }

        var map = new StixIncidentMap(names);
        foreach (var incident in parts.ByIncident())
        {
            foreach (var imported in Reports(incident, map))
            {
                yield return imported;
            }
        }
    }

    /// <summary>Null: it is an incident, or a report on one, which comes when all that belongs to it is known.</summary>
    private ImportedRow? Take(long row, ReadOnlyMemory<byte> item, StixNames names, StixParts parts)
    {
        var one = Parse(item, row);
        switch (one.Text("type"))
        {
            case "identity" or "threat-actor" or "intrusion-set" or "campaign":
                names.Party(one);
                return ImportedRow.Skip(row, "a party or source is no incident");
            case "location":
                try
                {
                    names.Place(one);
                }
                catch (RowRefusedException refused)
                {
                    return ImportedRow.Refuse(row, refused.Message);
                }

                return ImportedRow.Skip(row, "a location is no incident");
            case "relationship":
                return Relationship(row, item, one, names, parts);
            case "incident":
                // Without an id it stays by itself, and is refused in its turn.
                parts.Add(one.Text("id") ?? $"row {row}", row, item.Span);
                return null;
            case "report" when one.Extension(StixBundle.ReportExtension) is not null && one.Texts("object_refs").FirstOrDefault() is { } incident:
                parts.Add(incident, row, item.Span);
                return null;
            case null:
                return ImportedRow.Refuse(row, "has no type; it is no STIX object");
            case var other:
                return ImportedRow.Skip(row, $"a {other} is no incident");
        }
    }

    private static ImportedRow Relationship(long row, ReadOnlyMemory<byte> item, JsonElement one, StixNames names, StixParts parts)
    {
        if (!one.Is("revoked") && one.Text("source_ref") is { } from && one.Text("target_ref") is { } to)
        {
            if (from.StartsWith("incident--", StringComparison.Ordinal))
            {
                parts.Add(from, row, item.Span);
            }
            else if (from.StartsWith("identity--", StringComparison.Ordinal) && one.Text("relationship_type") == "located-at")
            {
                names.Resident(from, to);
            }
        }

        return ImportedRow.Skip(row, "a relationship is no incident");
    }

    /// <summary>Reports come before decisions on what they report.</summary>
    private IEnumerable<ImportedRow> Reports(IReadOnlyList<(long Row, byte[] Item)> parts, StixIncidentMap map)
    {
        var objects = parts.Select(part => (part.Row, Object: Parse(part.Item, part.Row))).ToLookup(part => part.Object.Text("type"));
        var reports = objects["report"].Select(part => Whole(part.Row, part.Object)).OrderBy(imported => imported.Report is AssessmentReport).ThenBy(imported => imported.Row).ToList();
        var relations = objects["relationship"].Select(part => part.Object).ToList();
        return objects["incident"]
            .Select(part => reports.Count > 0 ? ImportedRow.Skip(part.Row, "what is said of the incident is in its reports") : map.Map(part.Row, part.Object, relations))
            .Concat(reports);
    }

    private static ImportedRow Whole(long row, JsonElement report)
    {
        if (report.Is("revoked"))
        {
            return ImportedRow.Skip(row, "the report was withdrawn");
        }

        if (report.Extension(StixBundle.ReportExtension) is not { } extension || !extension.TryGetProperty("report", out var said))
        {
            return ImportedRow.Refuse(row, "its extension holds no report");
        }

        var read = ReportReader.ReadOne(JsonSerializer.SerializeToUtf8Bytes(said));
        return read.Reports is [IncidentReport or AssessmentReport]
            ? ImportedRow.Of(row, read.Reports[0])
            : ImportedRow.Refuse(row, read.Reports is null ? ReportLines.Words(read.Errors) : "its extension holds a report of another kind");
    }

    private JsonElement Parse(ReadOnlyMemory<byte> item, long row)
    {
        try
        {
            return JsonElement.Parse(item.Span);
        }
        catch (JsonException wrong)
        {
            throw new ImportFormatException($"{what}: object {row} is no JSON: {wrong.Message}", wrong);
        }
    }
}
