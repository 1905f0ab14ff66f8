using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Gateway.Incidents;
using Actors.Gateway.Subjects;
using Actors.Page.Layout;
using Actors.Page.Parts;

namespace Actors.Page.Maps;

/// <summary>What stands on a map: bases, and incidents drawn together where they lie close.</summary>
/// <param name="Points">Each incident, or (where there are too many) each place; what <paramref name="Clusters"/> were made of.</param>
/// <param name="Levels">Threat level by subject, for regions and bases that have one.</param>
/// <param name="Elsewhere">Incidents with a position that is not in what is shown first.</param>
/// <param name="Unplaced">Incidents without any position.</param>
/// <param name="ByPlace">True: there are too many incidents to draw each, so each place is one point.</param>
public sealed record MapMarks(
    MapSheet Sheet, IReadOnlyList<BaseMark> Bases, IReadOnlyList<MapPoint> Points, IReadOnlyList<MapCluster> Clusters,
    IReadOnlyDictionary<string, string> Levels, long Elsewhere, long Unplaced, bool ByPlace)
{
    /// <summary>Incidents, each at its own position.</summary>
    public static MapMarks OfIncidents(MapSheet sheet, IReadOnlyList<IncidentJson> incidents, ICatalogue catalogue, IReadOnlyDictionary<string, string> levels)
    {
        ArgumentNullException.ThrowIfNull(incidents);
        var points = new List<MapPoint>();
        var unplaced = 0L;
        foreach (var incident in incidents)
        {
            if (Locate(sheet, incident.Place, incident.Lat, incident.Lon, catalogue) is not { } at)
            {
                unplaced++;
                continue;
            }

            var name = Words.Name(catalogue, incident.Place);
            points.Add(new MapPoint(
                sheet.Place(at.Lat, at.Lon), incident.Outcome, 1, CasualtyText.Sum(incident.Casualties, c => c.Killed)?.Best ?? 0, incident.Contested, at.Rough,
                incident.Place, name, incident.Id,
                $"{name}: {Words.Type(incident.Type)}, {Words.Plain(incident.Outcome)}{(incident.Contested ? ", contested" : "")}, {Words.Day(incident.Day)}"));
        }

        return Of(sheet, points, catalogue, levels, unplaced, byPlace: false);
    }

    /// <summary>Places with their counts, where there are too many incidents to draw each.</summary>
    public static MapMarks OfPlaces(MapSheet sheet, IReadOnlyList<BreakdownJson> places, ICatalogue catalogue, IReadOnlyDictionary<string, string> levels)
    {
        ArgumentNullException.ThrowIfNull(places);
        var points = new List<MapPoint>();
        var unplaced = 0L;
        foreach (var place in places.Where(p => p.Incidents > 0))
        {
            if (Locate(sheet, place.Key, null, null, catalogue) is not { } at)
            {
                unplaced += place.Incidents;
                continue;
            }

            var name = Words.Name(catalogue, place.Key);
            points.Add(new MapPoint(
                sheet.Place(at.Lat, at.Lon), "mixed", place.Incidents, place.Killed.Best, Contested: false, Rough: false, place.Key, name, Incident: null,
                $"{name}: {Words.Number(place.Incidents)} incidents, {Words.Number(place.Killed.Best)} killed"));
        }

        return Of(sheet, points, catalogue, levels, unplaced, byPlace: true);
    }

    private static MapMarks Of(MapSheet sheet, List<MapPoint> points, ICatalogue catalogue, IReadOnlyDictionary<string, string> levels, long unplaced, bool byPlace)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var bases = catalogue.Bases
            .Where(b => b is { Lat: not null, Lon: not null })
            .Select(b => new BaseMark(SubjectId.Base(b.Key).ToString(), b.Names[0], levels.GetValueOrDefault(SubjectId.Base(b.Key).ToString()), sheet.Place(b.Lat!.Value, b.Lon!.Value)))
            .Where(b => sheet.Shows(b.At))
            .ToList();
        var shown = points.Where(p => sheet.Shows(p.At)).ToList();
        return new MapMarks(sheet, bases, points, MapCluster.Gather(shown), levels, points.Sum(p => p.Count) - shown.Sum(p => p.Count), unplaced, byPlace);
    }

    /// <summary>The position stated, else that of the base, else a point of the smallest area known to the map, or to that of the world: it lies elsewhere then, not nowhere.</summary>
    private static (double Lat, double Lon, bool Rough)? Locate(MapSheet sheet, string place, double? lat, double? lon, ICatalogue catalogue)
    {
        if (lat is { } north && lon is { } east)
        {
            return (north, east, false);
        }

        if (!SubjectId.TryParse(place, out var subject))
        {
            return null;
        }

        if (subject.Kind == SubjectKind.Base && catalogue.FindBase(subject.Key) is { Lat: { } baseLat, Lon: { } baseLon })
        {
            return (baseLat, baseLon, false);
        }

        foreach (var region in catalogue.Expand(subject).Where(s => s.Kind == SubjectKind.Region))
        {
            if ((sheet.Area(region.Key) ?? MapSheet.World.Area(region.Key)) is { } area)
            {
                return (area.Label.Lat, area.Label.Lon, true);
            }
        }

        return null;
    }
}

/// <summary>A base on the map.</summary>
/// <param name="Level">Null: none is computed, or none above the lowest.</param>
public sealed record BaseMark(string Subject, string Name, string? Level, (double X, double Y) At);

/// <summary>An incident, or all of one place, on the map.</summary>
/// <param name="Outcome">hit, intercepted, failed, unknown; mixed for a place.</param>
/// <param name="Killed">Best; what nobody reported adds nothing.</param>
/// <param name="Rough">Only the area is known.</param>
/// <param name="Incident">Null: a place.</param>
public sealed record MapPoint(
    (double X, double Y) At, string Outcome, long Count, long Killed, bool Contested, bool Rough, string Place, string Name, string? Incident, string Says);
