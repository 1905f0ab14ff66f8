using System.Globalization;
using System.Text.Json;
using Actors.Page.Maps;

namespace Actors.Page.Tests;

/// <summary>The outlines that ship are those their file says they are.</summary>
public sealed class OutlineTests
{
    /// <summary>Degrees; twice what the outlines were simplified by.</summary>
    private const double Near = 0.05;

    [Theory]
    [InlineData("world.json")]
    [InlineData("middle-east.json")]
    public void Outlines_SayWhereTheyComeFrom(string file)
    {
        var attribution = Read(file).GetProperty("attribution").GetString();
        Assert.Contains("Natural Earth (public domain, naturalearthdata.com)", attribution, StringComparison.Ordinal);
        Assert.Contains("npm package", attribution, StringComparison.Ordinal);
    }

    /// <summary>Natural Earth draws a country and its subdivisions with the same border; outlines of another making would not meet.</summary>
    [Theory]
    [InlineData("iq", 18)]
    [InlineData("sy", 14)]
    [InlineData("jo", 12)]
    public void Subdivisions_ShareTheBorderOfTheirCountry(string country, int count)
    {
        var sheet = Read("middle-east.json");
        var border = sheet.GetProperty("countries").EnumerateArray().Single(c => c.GetProperty("key").GetString() == country).GetProperty("rings").EnumerateArray().SelectMany(Points).ToList();
        var parts = sheet.GetProperty("subdivisions").EnumerateArray().Where(s => s.GetProperty("key").GetString()?.StartsWith(country + "-", StringComparison.Ordinal) == true).ToList();
        Assert.Equal(count, parts.Count);
        var rings = parts.SelectMany(p => p.GetProperty("rings").EnumerateArray()).Select(r => Points(r).ToList()).ToList();
        var meeting = border.Count(p => rings.Any(r => r.Select((a, i) => Distance(p, a, r[(i + 1) % r.Count])).Any(d => d < Near)));
        Assert.True(meeting >= 0.95 * border.Count, $"{meeting} of {border.Count} points of the border of {country} are on that of a subdivision.");
    }

    /// <summary>A line from the east to the west of the map is no border.</summary>
    [Fact]
    public void World_HasNoOutlineAcrossTheWholeMap()
    {
        foreach (var country in MapSheet.World.Countries)
        {
            foreach (var ring in country.Path.Split('Z', StringSplitOptions.RemoveEmptyEntries))
            {
                var xs = ring.Split(['M', 'L'], StringSplitOptions.RemoveEmptyEntries).Select(p => double.Parse(p.Split(' ')[0], CultureInfo.InvariantCulture)).ToList();
                var widest = xs.Zip(xs.Skip(1), (a, b) => Math.Abs(a - b)).DefaultIfEmpty(0).Max();
                Assert.True(widest < 450, $"{country.Name} has an edge of {widest} of the map's 900 units.");
            }
        }
    }

    private static JsonElement Read(string file)
    {
        using var stream = typeof(MapSheet).Assembly.GetManifestResourceStream("Assets/" + file)!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    private static IEnumerable<(double X, double Y)> Points(JsonElement ring)
    {
        var numbers = ring.EnumerateArray().Select(v => v.GetInt32() / 100.0).ToList();
        return numbers.Chunk(2).Select(p => (p[0], p[1]));
    }

    private static double Distance((double X, double Y) p, (double X, double Y) a, (double X, double Y) b)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var along = dx == 0 && dy == 0 ? 0 : Math.Clamp((((p.X - a.X) * dx) + ((p.Y - a.Y) * dy)) / ((dx * dx) + (dy * dy)), 0, 1);
        return Math.Sqrt(Math.Pow(p.X - a.X - (along * dx), 2) + Math.Pow(p.Y - a.Y - (along * dy), 2));
    }
}
