using System.Text.Json;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Reports;
using Actors.Import.Csv;

namespace Actors.Import.Stix;

/// <summary>Parties, sources and places of a bundle by their ids; kept for as long as it is read.</summary>
internal sealed class StixNames(ICatalogue catalogue, RegionNames regions)
{
    /// <summary>A place is exact up to this many metres, near up to the other.</summary>
    private const double ExactMetres = 1_000;
    private const double NearMetres = 25_000;

    private readonly Dictionary<string, string> parties = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StixPlace> places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> residents = new(StringComparer.Ordinal);

    /// <summary>An identity, threat actor, intrusion set or campaign.</summary>
    public void Party(JsonElement item)
    {
        if (item.Text("id") is { } id && item.Text("name") is { } name)
        {
            parties[id] = name;
        }
    }

    public void Place(JsonElement item)
    {
        if (item.Text("id") is { } id)
        {
            places[id] = new StixPlace(
                item.Text("name"), item.Text("country"), item.Text("administrative_area"), item.Text("region"), item.Number("latitude"), item.Number("longitude"), item.Number("precision"));
        }
    }

    /// <summary>An identity is located at a place.</summary>
    public void Resident(string identity, string place)
    {
        if (!residents.TryGetValue(place, out var list))
        {
            residents.Add(place, list = []);
        }

        list.Add(identity);
    }

    public string? PartyOf(string? id) => id is not null && parties.TryGetValue(id, out var name) ? CellValues.Cut(name, ReportLimits.MaxNameLength) : null;

    /// <summary>A place of the bundle as a report names it, and the zone of its days where that is known. A place whose identity has the same name is
    /// that installation: a base. Null: there is no such place, or nothing is said of it.</summary>
    public (Place? Place, string? Zone) PlaceOf(string id)
    {
        if (!places.TryGetValue(id, out var place))
        {
            return (null, null);
        }

        var region = RegionOf(place);
        var name = place.Name is null ? null : CellValues.Cut(place.Name, ReportLimits.MaxNameLength);
        var installation = name is not null && residents.TryGetValue(id, out var there) && there.Any(identity => PartyOf(identity) == name);
        var positioned = place is { Lat: >= -90 and <= 90, Lon: >= -180 and <= 180 };
        var found = new Place
        {
            Base = installation ? name : null,
            Region = region?.Key,
            Name = installation ? null : name,
            Lat = positioned ? place.Lat : null,
            Lon = positioned ? place.Lon : null,
            Precision = !positioned || place.Precision is null ? null
                : place.Precision <= ExactMetres ? PlacePrecision.Exact
                : place.Precision <= NearMetres ? PlacePrecision.Near
                : PlacePrecision.Area,
        };
        return found is { Base: null, Region: null, Name: null, Lat: null } ? (null, null) : (found, region is null ? null : catalogue.ZoneOf(SubjectId.Region(region.Key)));
    }

    /// <summary>The division where it is one of the country, else the country, else a region of the catalogue's own.</summary>
    private RegionEntry? RegionOf(StixPlace place)
    {
        if (place.Country is { } country && regions.FindCountry(country) is { } known)
        {
            var code = place.Area?.ToLowerInvariant();
            return code is null ? known
                : code.StartsWith(known.Key + "-", StringComparison.Ordinal) && catalogue.FindRegion(code) is { } division ? division
                : regions.FindSubdivision(country, place.Area!) ?? known;
        }

        return place.Region is { } region ? catalogue.FindRegion(region.ToLowerInvariant()) : null;
    }
}

/// <summary>A STIX location.</summary>
/// <param name="Precision">Metres.</param>
internal sealed record StixPlace(string? Name, string? Country, string? Area, string? Region, double? Lat, double? Lon, double? Precision);
