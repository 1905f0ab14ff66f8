using System.Globalization;
using Actors.Domain.Threat.Detectors;
using Actors.Domain.Threat.Views;

namespace Actors.Domain.Tests.Threat.Views;

public sealed class SubjectDaysTests
{
    private static readonly DateOnly Thursday = new(2023, 11, 9);

    /// <summary>Days counted with each change are those counted from all incidents at its end, however few places are held.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 3)]
    [InlineData(3, 20)]
    [InlineData(4, int.MaxValue)]
    public void Days_AreThoseOfTheIncidentsThatCount_HoweverFewPlacesAreHeld(int seed, int maxPlaces)
    {
        var random = new Random(seed);
        var days = new SubjectDays(maxPlaces);
        var present = new List<ViewIncident>();
        var again = 0;
        for (var change = 0; change < 1_500; change++)
        {
            if (present.Count > 0 && random.Next(5) < 2)
            {
                var gone = present[random.Next(present.Count)];
                present.Remove(gone);
                days.Count(gone, -1);
            }
            else
            {
                var come = Incident(random);
                present.Add(come);
                days.Count(come, 1);
            }

            days.GiveUpPlaces();
            if (random.Next(3) > 0)
            {
                continue;
            }

            while (days.BeginAgain(maxDays: 2) is var (first, last))
            {
                again++;
                foreach (var incident in present.Where(i => i.Day >= first && i.Day <= last))
                {
                    days.Count(incident, 1);
                }
            }

            Assert.Equal(DaysOf(present), days.Days.Select(Text));
            Assert.Equal(SpreadsOf(present), days.Spreads);
        }

        Assert.Equal(maxPlaces == int.MaxValue, again == 0);
    }

    [Fact]
    public void OneDay_KeepsItsPlaces_HoweverManyTheyAre()
    {
        var days = new SubjectDays(maxPlaces: 10);
        var random = new Random(5);
        for (var n = 0; n < 200; n++)
        {
            days.Count(Incident(random) with { Day = Thursday, Place = SubjectId.Base($"post-{n}"), Country = "iq" }, 1);
            days.GiveUpPlaces();
            Assert.Null(days.BeginAgain());
        }

        Assert.Equal(200, Assert.Single(days.Spreads).Places);
    }

    [Theory]
    [InlineData(33, 44, 0.001)]
    [InlineData(33, 44, 6)]
    [InlineData(64, 100, 40)]
    [InlineData(0, 0, 180)]
    public void GreatestKm_IsThatOfAllPairs(double lat, double lon, double within)
    {
        var random = new Random(7);
        foreach (var count in new[] { 0, 1, 2, 3, 10, 150 })
        {
            var positions = Enumerable.Range(0, count)
                .Select(_ => (Math.Clamp(lat + (within * (random.NextDouble() - 0.5)), -90, 90), lon + (within * 2 * (random.NextDouble() - 0.5))))
                .ToList();
            positions.AddRange(positions.Take(count / 3).ToArray());
            var expected = positions.SelectMany(_ => positions, (a, b) => Spread.Km(a.Item1, a.Item2, b.Item1, b.Item2)).DefaultIfEmpty().Max();
            Assert.Equal(expected, Spread.GreatestKm(positions), 6);
        }
    }

    private static ViewIncident Incident(Random random)
    {
        var place = random.Next(30);
        return new ViewIncident
        {
            Id = Guid.NewGuid(),
            Day = random.Next(20) == 0 ? null : Thursday.AddDays(-random.Next(8)),
            DayPrecise = random.Next(4) > 0,
            Place = SubjectId.Base($"post-{place}"),
            Country = place % 5 == 0 ? null : place % 2 == 0 ? "iq" : "sy",
            Subdivision = place % 3 == 0 ? null : $"province-{place % 7}",
            Outcome = new[] { "hit", "intercepted", "failed", "unknown" }[random.Next(4)],
            Killed = random.Next(3) == 0 ? random.Next(5) : null,
            Injured = random.Next(3) == 0 ? random.Next(50) : null,
            Roots = [.. new[] { "a", "b", "c" }.Where(_ => random.Next(2) == 0).DefaultIfEmpty("d")],
            Lat = place % 4 == 0 ? null : 30 + (place / 7.0),
            Lon = place % 4 == 0 ? null : 40 + (place % 11 / 3.0),
        };
    }

    private static IEnumerable<string> DaysOf(IEnumerable<ViewIncident> incidents) => incidents.Where(i => i.Day is not null).GroupBy(i => i.Day!.Value).OrderBy(d => d.Key)
        .Select(d => Text(new ViewDay
        {
            Day = d.Key,
            Incidents = d.Count(),
            DayPrecise = d.Count(i => i.DayPrecise),
            Hits = d.Count(i => i.Outcome == "hit"),
            Intercepted = d.Count(i => i.Outcome == "intercepted"),
            Failed = d.Count(i => i.Outcome == "failed"),
            Killed = d.Sum(i => i.Killed ?? 0),
            Injured = d.Sum(i => i.Injured ?? 0),
            Sources = [.. d.SelectMany(i => i.Roots).GroupBy(r => r, StringComparer.Ordinal).OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => new SourceCount(r.Key, r.Count()))],
        }));

    private static IEnumerable<DaySpread> SpreadsOf(IEnumerable<ViewIncident> incidents) => incidents.Where(i => i is { Day: not null, Country: not null })
        .GroupBy(i => (Country: i.Country!, Day: i.Day!.Value)).OrderBy(g => g.Key.Country, StringComparer.Ordinal).ThenBy(g => g.Key.Day)
        .Select(g => DaySpread.Of(g.Key.Country, g.Key.Day, g.Count(), [.. g.Select(i => new SpreadPlace(i.Place, i.Subdivision, i.Lat, i.Lon))]));

    private static string Text(ViewDay day) => string.Create(
        CultureInfo.InvariantCulture,
        $"{day.Day:yyyy-MM-dd} {day.Incidents} {day.DayPrecise} {day.Hits} {day.Intercepted} {day.Failed} {day.Killed} {day.Injured} {string.Join(' ', day.Sources.Select(s => $"{s.Root}={s.Incidents}"))}");
}
