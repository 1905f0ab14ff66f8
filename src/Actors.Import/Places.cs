using Actors.Domain.Catalogue;

namespace Actors.Import;

/// <summary>Regions under the names that data sets use, each looked up once.</summary>
internal sealed class Places(RegionNames names)
{
    private readonly Dictionary<(string Country, string Division), string> regions = [];
    private readonly SortedSet<string> unknownCountries = new(StringComparer.Ordinal);
    private readonly SortedSet<string> unmappedDivisions = new(StringComparer.Ordinal);

    /// <summary>Countries that the table does not know; they become provisional regions under their own name.</summary>
    public IReadOnlyCollection<string> UnknownCountries => unknownCountries;

    /// <summary>Divisions without a subdivision of ISO 3166-2; their incidents count for the country.</summary>
    public IReadOnlyCollection<string> UnmappedDivisions => unmappedDivisions;

    /// <summary>The region of a country and its first-order division, which may be blank.</summary>
    public string Region(string country, string division)
    {
        if (regions.TryGetValue((country, division), out var known))
        {
            return known;
        }

        var region = names.FindCountry(country)?.Key;
        if (region is null)
        {
            unknownCountries.Add(country);
            region = country;
        }
        else if (division.Length > 0)
        {
            if (names.FindSubdivision(country, division)?.Key is { } subdivision)
            {
                region = subdivision;
            }
            else
            {
                unmappedDivisions.Add($"{country}: {division}");
            }
        }

        regions.Add((country, division), region);
        return region;
    }
}
