namespace Actors.Import;

/// <summary>A source that names countries and first-order divisions in its own words.</summary>
public interface IRegionSource
{
    /// <summary>Countries that the table does not know, with the rows that name them; they become provisional regions under their own name.</summary>
    IReadOnlyDictionary<string, long> UnknownCountries { get; }

    /// <summary>Divisions without a subdivision of ISO 3166-2, as <c>country: division</c>, with the rows that name them; their incidents count
    /// for the country.</summary>
    IReadOnlyDictionary<string, long> UnmappedDivisions { get; }
}
