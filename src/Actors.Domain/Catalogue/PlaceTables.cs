using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Actors.Domain.Catalogue;

/// <summary>What follows from the regions and bases, built once: lineages, zones, names.</summary>
internal sealed class PlaceTables
{
    public const string NoZone = "UTC";

    private readonly CatalogueContent _content;
    private readonly Lazy<FrozenDictionary<SubjectId, ImmutableArray<SubjectId>>> _leaves;
    private readonly Lazy<NameIndex> _regionNames;
    private readonly Lazy<NameIndex> _baseNames;

    public PlaceTables(CatalogueContent content)
    {
        _content = content;
        var lines = new Dictionary<SubjectId, ImmutableArray<SubjectId>>(content.Regions.Count + content.Bases.Count);
        var zones = new Dictionary<SubjectId, string>(content.Regions.Count + content.Bases.Count);
        foreach (var region in content.Regions.Values)
        {
            Place(region, lines, zones);
        }

        foreach (var place in content.Bases.Values)
        {
            var region = SubjectId.Region(place.Region);
            lines.Add(SubjectId.Base(place.Key), [SubjectId.Base(place.Key), .. lines[region]]);
            zones.Add(SubjectId.Base(place.Key), place.Zone ?? zones[region]);
        }

        Lines = lines.ToFrozenDictionary();
        _leaves = new(() => LeafTable.Invert(Lines));
        Zones = zones.ToFrozenDictionary();
        _regionNames = new(() => new NameIndex(
            content.Regions.Values.Select(r => (r.Key, r.Alpha3 is null ? r.Names : r.Names.Add(r.Alpha3), CatalogueContent.IsUnique(r.Kind) ? 0 : 1)),
            Outermost));
        _baseNames = new(() => new NameIndex(content.Bases.Values.Select(b => (b.Key, b.Names.Add(b.Key), 0))));
    }

    /// <summary>Each known base and region with all that contains it, innermost first.</summary>
    public FrozenDictionary<SubjectId, ImmutableArray<SubjectId>> Lines { get; }

    /// <summary>Each known subject with all that lies in it: itself first, then by kind and key.</summary>
    public FrozenDictionary<SubjectId, ImmutableArray<SubjectId>> Leaves => _leaves.Value;

    public FrozenDictionary<SubjectId, string> Zones { get; }

    public NameIndex RegionNames => _regionNames.Value;

    public NameIndex BaseNames => _baseNames.Value;

    private void Place(
        RegionEntry region, Dictionary<SubjectId, ImmutableArray<SubjectId>> lines, Dictionary<SubjectId, string> zones)
    {
        var subject = SubjectId.Region(region.Key);
        if (lines.ContainsKey(subject))
        {
            return;
        }

        if (region.Parent is null)
        {
            lines.Add(subject, [subject]);
            zones.Add(subject, region.Zone ?? region.MainZone ?? NoZone);
            return;
        }

        Place(_content.Regions[region.Parent], lines, zones);
        var parent = SubjectId.Region(region.Parent);
        lines.Add(subject, [subject, .. lines[parent]]);
        zones.Add(subject, region.Zone ?? region.MainZone ?? zones[parent]);
    }

    // A province and its chief district often share a name: then the name is the province's.
    private string? Outermost(IReadOnlyCollection<string> keys) =>
        keys.FirstOrDefault(key => keys.All(other => Lines[SubjectId.Region(other)].Contains(SubjectId.Region(key))));
}
