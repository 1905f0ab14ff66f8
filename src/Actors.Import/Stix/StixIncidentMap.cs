using System.Collections.Immutable;
using System.Text.Json;
using Actors.Domain;
using Actors.Domain.Reports;
using Actors.Import.Csv;

namespace Actors.Import.Stix;

/// <summary>One version of a STIX incident, with its relationships, as the report of who made it.</summary>
/// <remarks>
/// Determination <c>blocked</c> is intercepted, <c>failed-attempt</c> failed, <c>confirmed</c> a hit; <c>suspected</c> says nothing of the outcome.
/// Counts that are absent are unknown, and 0 only where it is stated. <c>located-at</c> gives the place, <c>attributed-to</c> the perpetrators,
/// <c>impacts</c> and <c>targets</c> the targets.
/// </remarks>
internal sealed class StixIncidentMap(StixNames names)
{
    public ImportedRow Map(long row, JsonElement incident, IReadOnlyList<JsonElement> relations)
    {
        try
        {
            var id = incident.Text("id") ?? throw new RowRefusedException("id is missing");
            if (incident.Is("revoked"))
            {
                throw new RowRefusedException($"{id} is revoked; withdraw the reports on it with a retraction report");
            }

            var particulars = incident.Particulars();
            if (particulars.Text("determination") == "false-positive")
            {
                return ImportedRow.Skip(row, $"{id} is determined to be a false positive: nothing happened");
            }

            var modified = incident.Instant("modified") ?? throw new RowRefusedException("modified is missing");
            var creator = incident.Text("created_by_ref");
            var (place, zone) = relations.Where(r => r.Text("relationship_type") == "located-at").Select(r => names.PlaceOf(r.Text("target_ref") ?? "")).FirstOrDefault(found => found.Place is not null);
            return ImportedRow.Of(row, new IncidentReport
            {
                Id = CellValues.Cut($"{id}:{modified.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}", ReportLimits.MaxIdLength)!,
                Source = CellValues.Cut(names.PartyOf(creator) ?? creator ?? "stix", ReportLimits.MaxNameLength)!,
                PublishedAt = modified,
                Credibility = CredibilityOf(incident.Number("confidence")),
                Incident = CellValues.Cut(id, ReportLimits.MaxIdLength),
                Occurred = Occurred(incident, particulars, zone),
                Place = place,
                Perpetrators = [.. relations.Where(r => r.Text("relationship_type") == "attributed-to").Select(r => Perpetrator(r, creator)).OfType<Perpetrator>().DistinctBy(p => p.Group).Take(ReportLimits.MaxItems)],
                Targets = [.. relations.Where(r => r.Text("relationship_type") is "impacts" or "targets").Select(r => names.PartyOf(r.Text("target_ref"))).OfType<string>().Distinct().Take(ReportLimits.MaxItems)],
                Outcome = particulars.Text("determination") switch
                {
                    "blocked" => Outcome.Intercepted,
                    "failed-attempt" => Outcome.Failed,
                    "confirmed" => Outcome.Hit,
                    _ => null,
                },
                Casualties = CasualtiesOf(particulars),
                Url = incident.TryGetProperty("external_references", out var references) && references.ValueKind == JsonValueKind.Array
                    ? references.EnumerateArray().Select(r => r.Text("url")).FirstOrDefault(url => url is { Length: <= ReportLimits.MaxUrlLength })
                    : null,
                Quote = CellValues.Cut(string.Join("\n", new[] { incident.Text("name"), incident.Text("description") }.OfType<string>()), ReportLimits.MaxTextLength),
            });
        }
        catch (RowRefusedException refused)
        {
            return ImportedRow.Refuse(row, refused.Message);
        }
    }

    /// <summary>Who attributes is named where it is not the incident's own author.</summary>
    private Perpetrator? Perpetrator(JsonElement relation, string? creator)
    {
        var by = relation.Text("created_by_ref");
        return names.PartyOf(relation.Text("target_ref")) is { } group ? new Perpetrator(group, PerpetratorRole.Suspected, by == creator ? null : names.PartyOf(by)) : null;
    }

    private static Occurrence? Occurred(JsonElement incident, JsonElement particulars, string? zone)
    {
        if ((incident.Instant("first_seen") ?? particulars.Instant("start_time")) is not { } start)
        {
            return null;
        }

        var from = DayOf(start, zone);
        var to = (incident.Instant("last_seen") ?? particulars.Instant("end_time")) is { } end && end >= start ? DayOf(end, zone) : from;
        return particulars.Text("start_time_fidelity") switch
        {
            "year" => new Occurrence(new DateOnly(from.Year, 1, 1), new DateOnly(to.Year, 12, 31), DayPrecision.Year, Zone: null),
            "month" => new Occurrence(new DateOnly(from.Year, from.Month, 1), new DateOnly(to.Year, to.Month, DateTime.DaysInMonth(to.Year, to.Month)), DayPrecision.Month, Zone: null),
            _ => new Occurrence(from, to, DayPrecision.Day, Zone: null),
        };
    }

    /// <summary>The day there. Midnight in UTC is a day and not a time: it stays that day.</summary>
    private static DateOnly DayOf(DateTimeOffset instant, string? zone) => DateOnly.FromDateTime(
        zone is null || instant.UtcDateTime.TimeOfDay == TimeSpan.Zero ? instant.UtcDateTime : TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime);

    private static ImmutableArray<Casualties> CasualtiesOf(JsonElement particulars)
    {
        if (!particulars.TryGetProperty("impacted_entity_counts", out var counts) || counts.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var (killed, injured) = (Count(counts, "killed"), Count(counts, "injured"));
        return killed is null && injured is null ? [] : [new Casualties(Party: null, killed, injured)];
    }

    private static Figure? Count(JsonElement counts, string name) =>
        counts.Number(name) is not { } number ? null
        : number >= 0 && number <= ReportLimits.MaxFigure && number == Math.Floor(number) ? Figure.Exactly((long)number)
        : throw new RowRefusedException($"impacted_entity_counts.{name} is {number}; it must be a whole number from 0 to {ReportLimits.MaxFigure}");

    /// <summary>Admiralty credibility of a STIX confidence (STIX 2.1, appendix A); no confidence is no grade.</summary>
    private static int? CredibilityOf(double? confidence) => confidence switch
    {
        null => null,
        < 0 or > 100 => throw new RowRefusedException($"confidence is {confidence}; it must be 0 to 100"),
        >= 80 => 1,
        >= 60 => 2,
        >= 40 => 3,
        >= 20 => 4,
        _ => 5,
    };
}
