namespace Actors.Import.Ucdp;

/// <summary>Columns of UCDP's event data set, as its codebook lists them.</summary>
internal static class UcdpLayout
{
    /// <summary>All 49, in the order of the releases since 20.1.</summary>
    public static readonly string[] Columns =
    [
        "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id", "conflict_name",
        "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b",
        "number_of_sources", "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec",
        "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country",
        "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians",
        "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
    ];

    /// <summary>Without these there is no event; the rest may be missing, in any order.</summary>
    public static readonly string[] Required = ["id", "side_a", "side_b", "country", "date_start", "best", "high", "low"];

    /// <summary>The header of a file whose first row is data already; null when the first row is a header.</summary>
    /// <exception cref="ImportFormatException">There is no header, and the number of columns is not that of the known layout.</exception>
    public static IReadOnlyList<string>? Headerless(IReadOnlyList<string> first, string what)
    {
        var id = first[0].Trim();
        if (id.Length == 0 || id.AsSpan().ContainsAnyExceptInRange('0', '9') && !id.EndsWith(".0", StringComparison.Ordinal))
        {
            return null;
        }

        return first.Count == Columns.Length
            ? Columns
            : throw new ImportFormatException($"{what} has no header and {first.Count} columns; without a header only the layout of {Columns.Length} columns is known. Put the column names above the first row.");
    }

    /// <summary>True when a file with that header is UCDP's.</summary>
    public static bool Fits(IReadOnlyCollection<string> header) =>
        Required.All(column => header.Contains(column, StringComparer.OrdinalIgnoreCase));
}
