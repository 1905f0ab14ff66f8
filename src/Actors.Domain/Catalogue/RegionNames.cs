using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Actors.Domain.Catalogue;

/// <summary>
/// Countries and their subdivisions under the names that data sets use: UCDP's countries ("Yemen (North Yemen)"), ISO codes in any form,
/// and first-order divisions written with or without their kind ("Kirkūk province", "Nord Kivu"). Immutable and thread-safe; made
/// once for a catalogue.
/// </summary>
public sealed class RegionNames
{
    // Words for a kind of division, in the languages the data sets use. They tell two divisions apart rarely enough to be left out
    // when the full name leads nowhere.
    private static readonly FrozenSet<string> KindWords = FrozenSet.ToFrozenSet(
    [
        "administrative", "aimag", "area", "areas", "atoll", "autonomous", "canton", "capital", "city", "commune", "county", "de",
        "departamento", "departement", "department", "district", "division", "do", "du", "emirate", "federal", "gov", "governorate", "gouvernorat",
        "independent", "krai", "kray", "la", "mintaqah", "muhafazah", "muhafazat", "municipality", "oblast", "oblasti", "oblys", "of", "okrug",
        "ostan", "parish", "prefecture", "province", "provincia", "provinsi", "qalasy", "rayon", "region", "republic", "respublika", "state",
        "territory", "the", "union", "vilayet", "viloyati", "voblasts", "voivodeship", "wilaya", "wilayah", "wilayat", "zone",
    ]);

    private readonly ICatalogue _catalogue;
    private readonly NameIndex _countries;
    private readonly FrozenDictionary<int, RegionEntry> _numeric;
    private readonly FrozenDictionary<string, Lazy<Divisions>> _divisions;

    public RegionNames(ICatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        _catalogue = catalogue;
        var countries = catalogue.Regions.Where(r => r.Kind == RegionKinds.Country).ToList();
        _countries = new NameIndex(countries.Select(c => (c.Key, c.Alpha3 is null ? c.Names : c.Names.Add(c.Alpha3), 0)));
        _numeric = countries.Where(c => c.Numeric is not null).ToFrozenDictionary(c => c.Numeric!.Value);
        _divisions = catalogue.Regions
            .Where(r => r.Kind == RegionKinds.Subdivision)
            .GroupBy(r => catalogue.Expand(SubjectId.Region(r.Key)).First(above => catalogue.FindRegion(above.Key)?.Kind != RegionKinds.Subdivision).Key)
            .ToFrozenDictionary(inside => inside.Key, inside => new Lazy<Divisions>(() => new Divisions(catalogue, inside)));
    }

    /// <summary>The country of a name, alpha-2 or alpha-3 code; null when no country, or more than one, is called so.</summary>
    public RegionEntry? FindCountry(string name) =>
        string.IsNullOrWhiteSpace(name) ? null : _countries.Find(name) is { } key ? _catalogue.FindRegion(key) : null;

    /// <summary>The country of an ISO 3166-1 numeric code (ACLED's <c>iso</c>); null when there is none.</summary>
    public RegionEntry? FindCountry(int numeric) => _numeric.GetValueOrDefault(numeric);

    /// <summary>
    /// The ISO 3166-2 subdivision that a data set means by a first-order division. It always lies within the country: a division that the
    /// standard counts to another country (UCDP files Gaza under Israel) has none, so that the country's tally stays the data set's.
    /// </summary>
    /// <param name="country">Key or any name of the country.</param>
    /// <param name="adm1">As written by UCDP (<c>adm_1</c>) or ACLED (<c>admin1</c>).</param>
    /// <returns>Null when the country has no such subdivision, or several fit equally.</returns>
    public RegionEntry? FindSubdivision(string country, string adm1)
    {
        if (string.IsNullOrWhiteSpace(adm1) || FindCountry(country) is not { } inside)
        {
            return null;
        }

        return _divisions.TryGetValue(inside.Key, out var divisions) && divisions.Value.Find(adm1) is { } key
            ? _catalogue.FindRegion(key)
            : null;
    }

    /// <summary>Which of these pairs of country and first-order division have no subdivision, each once, in order; blank divisions, which
    /// name none, are left out.</summary>
    public ImmutableArray<(string Country, string Adm1)> Unmapped(IEnumerable<(string Country, string Adm1)> pairs) =>
        [.. pairs.Distinct().Where(p => !string.IsNullOrWhiteSpace(p.Adm1) && FindSubdivision(p.Country, p.Adm1) is null).Order()];

    private static string WithoutKind(string name)
    {
        var words = NameFold.Plain(name).Split('-');
        var proper = words.Where(word => !KindWords.Contains(word)).ToList();
        return string.Join('-', proper.Count == 0 ? words : proper.ToArray());
    }

    private sealed class Divisions
    {
        private readonly ICatalogue _catalogue;
        private readonly NameIndex _full;
        private readonly NameIndex _bare;

        public Divisions(ICatalogue catalogue, IEnumerable<RegionEntry> regions)
        {
            _catalogue = catalogue;
            var entries = regions.ToList();
            _full = new NameIndex(entries.Select(r => (r.Key, r.Names, 0)), Outermost);
            _bare = new NameIndex(entries.Select(r => (r.Key, r.Names.Select(WithoutKind).ToImmutableArray(), 0)), Outermost);
        }

        public string? Find(string name) => _full.Find(name) ?? _bare.Find(WithoutKind(name));

        private string? Outermost(IReadOnlyCollection<string> keys) =>
            keys.FirstOrDefault(key => keys.All(other => _catalogue.Contains(SubjectId.Region(key), SubjectId.Region(other))));
    }
}
