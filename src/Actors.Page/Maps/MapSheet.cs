using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Actors.Page.Layout;

namespace Actors.Page.Maps;

/// <summary>One map: outlines of countries and subdivisions, and where a position lies on its drawing (Mercator).</summary>
/// <remarks>Immutable. Read once from inside the assembly.</remarks>
public sealed class MapSheet
{
    private static readonly Lazy<MapSheet> MiddleEastSheet = new(() => new("middle-east", "Middle East", "middle-east.json", 24, 43, 57, (33.6, 38.1, 49.4, 28.9)));
    private static readonly Lazy<MapSheet> WorldSheet = new(() => new("world", "World", "world.json", -180, 78, 2.5, (-180, 78, 180, -56)));

    private readonly double west;
    private readonly double top;
    private readonly double scale;
    private readonly FrozenDictionary<string, MapArea> byKey;

    /// <param name="west">Longitude of the left edge.</param>
    /// <param name="north">Latitude of the upper edge.</param>
    /// <param name="scale">Units of the drawing a degree of longitude.</param>
    /// <param name="shown">What is shown first: west, north, east, south.</param>
    private MapSheet(string key, string name, string asset, double west, double north, double scale, (double West, double North, double East, double South) shown)
    {
        (Key, Name, this.west, this.scale, top) = (key, name, west, scale, MercatorOf(north));
        using var stream = PageAssets.Open(asset);
        using var document = JsonDocument.Parse(stream);
        var perDegree = document.RootElement.GetProperty("perDegree").GetDouble();
        Countries = Read(document.RootElement, "countries", perDegree);
        Subdivisions = Read(document.RootElement, "subdivisions", perDegree);
        byKey = Countries.Concat(Subdivisions).Where(a => a.Key is not null).DistinctBy(a => a.Key).ToFrozenDictionary(a => a.Key!, StringComparer.Ordinal);
        var (x, y) = Place(shown.North, shown.West);
        var (right, bottom) = Place(shown.South, shown.East);
        Shown = (x, y, right - x, bottom - y);
    }

    /// <summary>Iraq, Syria and Jordan first, the countries around them when moved; with subdivisions.</summary>
    public static MapSheet MiddleEast => MiddleEastSheet.Value;

    public static MapSheet World => WorldSheet.Value;

    public string Key { get; }

    public string Name { get; }

    public IReadOnlyList<MapArea> Countries { get; }

    public IReadOnlyList<MapArea> Subdivisions { get; }

    /// <summary>The part of the drawing that is shown first.</summary>
    public (double X, double Y, double Width, double Height) Shown { get; }

    /// <summary>The sheet of that key; null: there is none.</summary>
    public static MapSheet? Find(string? key) => key switch
    {
        "middle-east" => MiddleEast,
        "world" => World,
        _ => null,
    };

    /// <summary>Where a position lies on the drawing.</summary>
    public (double X, double Y) Place(double lat, double lon) => ((lon - west) * scale, (top - MercatorOf(Math.Clamp(lat, -84, 84))) * scale);

    /// <summary>Whether a point is in what is shown first, not at its very edge.</summary>
    public bool Shows((double X, double Y) point) =>
        point.X > Shown.X + 4 && point.X < Shown.X + Shown.Width - 4 && point.Y > Shown.Y + 4 && point.Y < Shown.Y + Shown.Height - 4;

    /// <summary>A country or subdivision by region key.</summary>
    public MapArea? Area(string region) => byKey.GetValueOrDefault(region);

    /// <summary>Outlines as a drawing of its own, whose groups <c>land</c> and <c>parts</c> are used by the pages. Colours are properties of the page.</summary>
    internal string Drawing()
    {
        var svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\"><g id=\"land\">");
        foreach (var country in Countries)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"var(--land)\" stroke=\"var(--border)\" stroke-width=\"1\" vector-effect=\"non-scaling-stroke\" stroke-linejoin=\"round\" d=\"{country.Path}\"/>");
        }

        svg.Append("</g><g id=\"parts\">");
        foreach (var part in Subdivisions)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"none\" stroke=\"var(--part)\" stroke-width=\".7\" vector-effect=\"non-scaling-stroke\" stroke-linejoin=\"round\" d=\"{part.Path}\"/>");
        }

        return svg.Append("</g></svg>").ToString();
    }

    /// <summary>Degrees of longitude that have the same length on the drawing.</summary>
    private static double MercatorOf(double lat) => Math.Log(Math.Tan((Math.PI / 4) + (lat * Math.PI / 360))) * 180 / Math.PI;

    private List<MapArea> Read(JsonElement root, string name, double perDegree)
    {
        var areas = new List<MapArea>();
        if (!root.TryGetProperty(name, out var items))
        {
            return areas;
        }

        foreach (var item in items.EnumerateArray())
        {
            var path = new StringBuilder();
            foreach (var ring in item.GetProperty("rings").EnumerateArray())
            {
                Append(path, [.. ring.EnumerateArray().Select(v => v.GetInt32() / perDegree)]);
            }

            var label = item.GetProperty("label");
            areas.Add(new MapArea(
                item.GetProperty("key").GetString(),
                item.TryGetProperty("name", out var called) ? called.GetString()! : "",
                path.ToString(),
                (label[1].GetDouble(), label[0].GetDouble())));
        }

        return areas;
    }

    /// <summary>A ring that crosses the antimeridian goes on beyond the edge, and is drawn once more where it comes in at the other.</summary>
    private void Append(StringBuilder path, double[] ring)
    {
        for (var i = 2; i < ring.Length; i += 2)
        {
            var turns = Math.Round((ring[i] - ring[i - 2]) / 360);
            ring[i] -= 360 * turns;
        }

        var lons = ring.Where((_, i) => i % 2 == 0).ToList();
        Append(path, ring, 0);
        if (lons.Max() > 180)
        {
            Append(path, ring, -360);
        }

        if (lons.Min() < -180)
        {
            Append(path, ring, 360);
        }
    }

    private void Append(StringBuilder path, double[] ring, double shift)
    {
        for (var i = 0; i < ring.Length; i += 2)
        {
            var (x, y) = Place(ring[i + 1], ring[i] + shift);
            path.Append(i == 0 ? 'M' : 'L').Append(Number(x)).Append(' ').Append(Number(y));
        }

        path.Append('Z');
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}

/// <summary>A country or subdivision on a map.</summary>
/// <param name="Key">Region key; null where the catalogue has no such region.</param>
/// <param name="Path">Its outline, as the <c>d</c> of a path.</param>
/// <param name="Label">Where its name stands, and an incident of which no more than this area is known.</param>
public sealed record MapArea(string? Key, string Name, string Path, (double Lat, double Lon) Label);
