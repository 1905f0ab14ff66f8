using System.Text.Json.Nodes;
using Actors.Domain.Catalogue;

namespace Actors.Domain.Stix;

/// <summary>Bases, regions, groups and sources.</summary>
public sealed partial class StixBundle
{
    /// <summary>A region as a location. The STIX object is of a country where the key begins with one, else of the world.</summary>
    public string Region(RegionEntry region)
    {
        ArgumentNullException.ThrowIfNull(region);
        var country = region.Kind is "country" or "subdivision" ? region.Key[..Math.Min(2, region.Key.Length)].ToUpperInvariant() : null;
        return Add("location", "region:" + region.Key, made, made, new JsonObject
        {
            ["name"] = region.Names.FirstOrDefault() ?? region.Key,
            ["country"] = country,
            ["region"] = country is null ? region.Key : null,
            ["administrative_area"] = region.Kind == "subdivision" ? region.Key.ToUpperInvariant() : null,
            ["latitude"] = region.Lon is null ? null : region.Lat,
            ["longitude"] = region.Lat is null ? null : region.Lon,
        }, Exporter);
    }

    /// <summary>A base as an identity (an organisation) at a location; never as infrastructure, which STIX keeps for attackers'. The
    /// answer is the location.</summary>
    public string Base(BaseEntry place)
    {
        ArgumentNullException.ThrowIfNull(place);
        var country = place.Region.Length >= 2 ? place.Region[..2].ToUpperInvariant() : null;
        var location = Add("location", "base:" + place.Key, made, made, new JsonObject
        {
            ["name"] = place.Names.FirstOrDefault() ?? place.Key,
            ["country"] = country is { } code && code.All(char.IsAsciiLetterUpper) ? code : null,
            ["region"] = country is { } other && other.All(char.IsAsciiLetterUpper) ? null : "world",
            ["administrative_area"] = place.Region.ToUpperInvariant(),
            ["latitude"] = place.Lon is null ? null : place.Lat,
            ["longitude"] = place.Lat is null ? null : place.Lon,
        }, Exporter);
        var identity = Add("identity", "base:" + place.Key, made, made, new JsonObject
        {
            ["name"] = place.Names.FirstOrDefault() ?? place.Key,
            ["identity_class"] = "organization",
        }, Exporter);
        Relate("located-at", identity, location, made);
        return location;
    }

    /// <summary>A place the catalogue does not know: a location of that name.</summary>
    public string Unknown(SubjectId place) =>
        Add("location", place.ToString(), made, made, new JsonObject { ["name"] = place.Key, ["region"] = "world" }, Exporter);

    /// <summary>A group: an attacker is a threat actor, all others are identities.</summary>
    public string Group(string key, GroupEntry? group, bool attacker) => attacker
        ? Add("threat-actor", "group:" + key, made, made, new JsonObject
        {
            ["name"] = group?.Names.FirstOrDefault() ?? key,
            ["aliases"] = Texts(group?.Names.Skip(1) ?? []),
        }, Exporter)
        : Add("identity", "group:" + key, made, made, new JsonObject
        {
            ["name"] = group?.Names.FirstOrDefault() ?? key,
            ["identity_class"] = "group",
        }, Exporter);

    /// <summary>A source as an identity, with its reliability as a property of ours.</summary>
    public string Source(string key, SourceEntry? source) => Add("identity", "source:" + key, made, made, new JsonObject
    {
        ["name"] = source?.Names.FirstOrDefault() ?? key,
        ["identity_class"] = "organization",
        ["x_actors_reliability"] = (source?.Reliability ?? 'F').ToString(),
    }, Exporter);
}
