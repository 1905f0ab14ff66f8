using Actors.Domain.Catalogue;

namespace Actors.Import;

/// <summary>Regions under the names that data sets use, each looked up once.</summary>
internal sealed class Places(RegionNames names)
{
    private readonly Dictionary<(string Country, string Division), (string Region, SortedDictionary<string, long>? List, string Name)> regions = [];
    private readonly SortedDictionary<string, long> unknownCountries = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> unmappedDivisions = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> UnknownCountries => unknownCountries;

    public IReadOnlyDictionary<string, long> UnmappedDivisions => unmappedDivisions;

    /// <summary>A reading begins: what was counted in the one before is forgotten.</summary>
    public void Begin()
    {
        unknownCountries.Clear();
        unmappedDivisions.Clear();
    }

    /// <summary>The region of a country and its first-order division, which may be blank.</summary>
    public string Region(string country, string division)
    {
        if (!regions.TryGetValue((country, division), out var found))
        {
            found = Find(country, division);
            regions.Add((country, division), found);
        }

        if (found.List is { } list)
        {
            list[found.Name] = list.GetValueOrDefault(found.Name) + 1;
        }

        return found.Region;
    }

    private (string Region, SortedDictionary<string, long>? List, string Name) Find(string country, string division) =>
        names.FindCountry(country)?.Key is not { } region ? (country, unknownCountries, country)
        : division.Length == 0 ? (region, null, "")
        : names.FindSubdivision(country, division)?.Key is { } subdivision ? (subdivision, null, "")
        : (region, unmappedDivisions, $"{country}: {division}");
}
