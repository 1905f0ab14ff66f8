using System.Globalization;
using System.Text;
using System.Text.Json;
using Actors.Page.Layout;

namespace Actors.Page.Overview;

/// <summary>Countries of the theatre as paths of a drawing, and where a position lies in it (Mercator).</summary>
public static class TheatreOutline
{
    public const double Width = 900;
    public const double Height = 640;

    private const double West = 33.6;
    private const double East = 49.4;
    private const double North = 38.1;

    private static readonly double Scale = Width / (East - West);
    private static readonly double Top = MercatorOf(North);

    /// <summary>Read once, at the first map.</summary>
    private static readonly Lazy<IReadOnlyList<OutlinedCountry>> Read = new(Load);

    public static IReadOnlyList<OutlinedCountry> Countries => Read.Value;

    /// <summary>Where a position lies; it may be outside the drawing.</summary>
    public static (double X, double Y) Place(double lat, double lon) => ((lon - West) * Scale, (Top - MercatorOf(lat)) * Scale);

    public static bool IsInside(double lat, double lon)
    {
        var (x, y) = Place(lat, lon);
        return x is > 8 and < Width - 8 && y is > 8 and < Height - 8;
    }

    /// <summary>Degrees of longitude that have the same length on the drawing.</summary>
    private static double MercatorOf(double lat) => Math.Log(Math.Tan((Math.PI / 4) + (lat * Math.PI / 360))) * 180 / Math.PI;

    private static List<OutlinedCountry> Load()
    {
        using var stream = PageAssets.Open("theatre.geojson");
        using var document = JsonDocument.Parse(stream);
        var countries = new List<OutlinedCountry>();
        foreach (var feature in document.RootElement.GetProperty("features").EnumerateArray())
        {
            var path = new StringBuilder();
            foreach (var ring in feature.GetProperty("geometry").GetProperty("coordinates").EnumerateArray().SelectMany(p => p.EnumerateArray()))
            {
                var separator = 'M';
                foreach (var point in ring.EnumerateArray())
                {
                    var (x, y) = Place(point[1].GetDouble(), point[0].GetDouble());
                    path.Append(separator).Append(Number(x)).Append(' ').Append(Number(y));
                    separator = 'L';
                }

                path.Append('Z');
            }

            var properties = feature.GetProperty("properties");
            (double, double)? label = properties.TryGetProperty("label", out var at) ? (at[1].GetDouble(), at[0].GetDouble()) : null;
            countries.Add(new OutlinedCountry(properties.GetProperty("key").GetString(), properties.GetProperty("name").GetString()!, path.ToString(), label));
        }

        return countries;
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}

/// <summary>A country on the map.</summary>
/// <param name="Key">Region key; null where the area is no country of the catalogue.</param>
/// <param name="Label">Where its name stands, and an incident of which no more than the country is known.</param>
public sealed record OutlinedCountry(string? Key, string Name, string Path, (double Lat, double Lon)? Label);
