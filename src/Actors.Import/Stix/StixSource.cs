using System.Text.Json;
using Actors.Domain.Reports;
using Actors.Import.Csv;
using Actors.Import.Json;

namespace Actors.Import.Stix;

/// <summary>
/// Incidents of a STIX 2.1 bundle as reports: <c>{id}:{modified}</c>, reference the object's id, the creating identity as source. An incident
/// that is revoked withdraws nothing by itself and is refused with the way to do it; other objects are passed over.
/// </summary>
/// <remarks>Names of identities are kept for as long as the bundle is read; an identity counts wherever it stands in it.</remarks>
public sealed class StixSource(string what) : IReportSource
{
    public string Format => "stix";

    public string? Scope => "stix";

    public bool AnyOrder => false;

    /// <inheritdoc/>
    public IEnumerable<ImportedRow> Read(Stream stream)
    {
        var identities = new Dictionary<string, string>(StringComparer.Ordinal);
        var incidents = new List<(long Row, JsonElement Object)>();
        long row = 0;
        foreach (var item in JsonItems.Read(stream, what))
        {
            row++;
            var parsed = Parse(item, row);
            switch (Text(parsed, "type"))
            {
                case "identity" when Text(parsed, "name") is { } name:
                    identities[Text(parsed, "id") ?? ""] = name;
                    yield return ImportedRow.Skip(row, "an identity is no incident");
                    break;
                case "incident":
                    incidents.Add((row, parsed));
                    break;
                case null:
                    yield return ImportedRow.Refuse(row, "has no type; it is no STIX object");
                    break;
                case var other:
                    yield return ImportedRow.Skip(row, $"a {other} is no incident");
                    break;
            }
        }

        foreach (var (at, incident) in incidents)
        {
            yield return Map(at, incident, identities);
        }
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

    private static ImportedRow Map(long row, JsonElement incident, Dictionary<string, string> identities)
    {
        try
        {
            var id = Text(incident, "id") ?? throw new RowRefusedException("id is missing");
            if (incident.TryGetProperty("revoked", out var revoked) && revoked.ValueKind == JsonValueKind.True)
            {
                throw new RowRefusedException($"{id} is revoked; withdraw the reports on it with a retraction report");
            }

            var modified = Instant(incident, "modified") ?? throw new RowRefusedException("modified is missing");
            var creator = Text(incident, "created_by_ref");
            var happened = Instant(incident, "first_seen") ?? Instant(incident, "start_time");
            var day = happened is { } instant ? DateOnly.FromDateTime(instant.UtcDateTime) : (DateOnly?)null;
            return ImportedRow.Of(row, new IncidentReport
            {
                Id = CellValues.Cut($"{id}:{modified.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}", ReportLimits.MaxIdLength)!,
                Source = CellValues.Cut(creator is not null && identities.TryGetValue(creator, out var name) ? name : creator ?? "stix", ReportLimits.MaxNameLength)!,
                PublishedAt = modified,
                Incident = CellValues.Cut(id, ReportLimits.MaxIdLength),
                Occurred = day is { } known ? new Occurrence(known, known, DayPrecision.Day, Zone: null) : null,
                Quote = CellValues.Cut(string.Join("\n", new[] { Text(incident, "name"), Text(incident, "description") }.OfType<string>()), ReportLimits.MaxTextLength),
            });
        }
        catch (RowRefusedException refused)
        {
            return ImportedRow.Refuse(row, refused.Message);
        }
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static DateTimeOffset? Instant(JsonElement item, string name) =>
        Text(item, name) is not { } text ? null
        : Rfc3339.ReadInstant(System.Text.Encoding.UTF8.GetBytes(text), out var instant) is null ? instant
        : throw new RowRefusedException($"{name} is '{CellValues.Short(text)}', which is no time");
}
