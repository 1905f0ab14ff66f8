using System.Collections.Concurrent;
using System.Text.Json;
using Actors.Domain.Catalogue;
using Actors.Testing;
using Known = Actors.Domain.Catalogue.Catalogue;

namespace Actors.Domain.Tests.Catalogues;

/// <summary>Names as published data sets and the first news day use them.</summary>
public sealed class PublishedNamesTests
{
    private const string IraqSyria = "data/ucdp/iraq-syria.csv.gz";
    private const string World = "data/ucdp/global-14-columns.csv.gz";
    private const string Sample = "data/ucdp/sample-1000.csv";
    private const string FirstNewsDay = "scenarios/iraq-2023-11-09.ndjson";

    private static readonly RegionNames Names = new(Known.BuiltIn);
    private static readonly ConcurrentDictionary<string, Lazy<PublishedFile>> Files = new();

    [SharedDataFact(IraqSyria)]
    public void Sides_StayApart_InIraqAndSyria() => AssertSidesStayApart(IraqSyria, atLeast: 100);

    [SharedDataFact(World)]
    public void Sides_StayApart_InTheWorld() => AssertSidesStayApart(World, atLeast: 1300);

    [SharedDataFact(Sample)]
    public void Sides_StayApart_InTheSample() => AssertSidesStayApart(Sample, atLeast: 250);

    [SharedDataFact(World)]
    public void Sides_StayApartAcrossFiles_UnlessOnlyTheApostropheDiffers()
    {
        var shared = Read(IraqSyria).Sides.Union(Read(World).Sides)
            .GroupBy(side => Known.BuiltIn.Resolve(SubjectKind.Group, side).Subject)
            .Where(same => same.Count() > 1)
            .SelectMany(same => same);
        Assert.Equal(["Mare' Operations Room", "Mare’ Operations Room"], shared.Order(StringComparer.Ordinal));
    }

    [SharedDataFact(IraqSyria)]
    public void Countries_AreKnown_InIraqAndSyria() => AssertCountriesKnown(IraqSyria, 2);

    [SharedDataFact(World)]
    public void Countries_AreKnown_InTheWorld() => AssertCountriesKnown(World, 121);

    [SharedDataFact(Sample)]
    public void Countries_AreKnown_InTheSample() => AssertCountriesKnown(Sample, 59);

    [SharedDataFact(IraqSyria)]
    public void Divisions_AreAllMapped_InIraqAndSyria()
    {
        var divisions = Read(IraqSyria).Divisions;
        Assert.Equal(33, divisions.Keys.Count(d => d.Adm1.Length > 0));
        Assert.Equal(24_039, divisions.Values.Sum());
        Assert.Empty(Names.Unmapped(divisions.Keys));
        Assert.Equal(18 + 14, divisions.Keys.Select(d => Names.FindSubdivision(d.Country, d.Adm1)?.Key).OfType<string>().Distinct().Count());
    }

    [SharedDataFact(Sample)]
    public void Divisions_AreMappedExceptAbolishedAndForeignOnes_InTheSample()
    {
        var divisions = Read(Sample).Divisions;
        Assert.Equal(
            [
                "DR Congo (Zaire): Orientale province", "Israel: Gaza Strip", "Israel: West Bank", "Ivory Coast: Moyen-Cavally region",
                "Kenya: Eastern province", "Kenya: North Eastern province", "Kenya: Rift Valley province", "Kenya: Western province",
                "Rwanda: Butare prefecture", "Rwanda: Kibuye prefecture", "Rwanda: Kigali-Rural prefecture",
                "Serbia (Yugoslavia): Vukovar-Syrmia", "South Africa: Transvaal province", "Sri Lanka: North Eastern province",
                "Sudan: Equatoria state", "Sudan: Upper Nile state", "Sudan: Western Bahr-al-Ghazal state",
            ],
            Names.Unmapped(divisions.Keys).Select(d => $"{d.Country}: {d.Adm1}"));
        Assert.Equal(918, divisions.Where(d => Names.FindSubdivision(d.Key.Country, d.Key.Adm1) is not null).Sum(d => d.Value));
    }

    [SharedDataFact(FirstNewsDay)]
    public void FirstNewsDay_NamesOnlyWhatIsKnown_OfSourcesBasesRegionsAndGroups()
    {
        var catalogue = Known.BuiltIn;
        foreach (var line in File.ReadLines(SharedData.PathOf(FirstNewsDay)).Where(line => line.Length > 0))
        {
            using var report = JsonDocument.Parse(line);
            foreach (var (member, value) in Texts("", report.RootElement))
            {
                switch (member)
                {
                    case "source" or "via" or "speaker":
                        Assert.NotNull(catalogue.FindSource(value));
                        break;
                    case "base":
                        Assert.True(catalogue.Resolve(SubjectKind.Base, value).Known, value);
                        break;
                    case "region":
                        Assert.True(catalogue.Resolve(SubjectKind.Region, value).Known, value);
                        break;
                    case "group" or "party" or "target":
                        Assert.True(catalogue.Resolve(SubjectKind.Group, value).Known, value);
                        break;
                    case "scope" or "about" or "subject":
                        Assert.True(SubjectId.TryParse(value, out var subject));
                        Assert.Equal(new NameResolution(subject, Known: true), catalogue.Resolve(subject.Kind, value));
                        break;
                }
            }
        }
    }

    private static void AssertSidesStayApart(string path, int atLeast)
    {
        var catalogue = Known.BuiltIn;
        var sides = Read(path).Sides;
        var subjects = sides.Select(side => catalogue.Resolve(SubjectKind.Group, side).Subject).ToHashSet();
        Assert.True(sides.Count >= atLeast, $"{sides.Count} sides");
        Assert.Equal(sides.Count, subjects.Count);
        Assert.All(subjects, subject => Assert.True(Slug.IsSlug(subject.Key), subject.Key));

        // No side is an umbrella of another: each side's tally is its own cell's.
        Assert.All(subjects, subject => Assert.DoesNotContain(catalogue.Expand(subject).Skip(1), subjects.Contains));
    }

    private static void AssertCountriesKnown(string path, int atLeast)
    {
        var countries = Read(path).Divisions.Keys.Select(division => division.Country).Distinct().ToList();
        Assert.True(countries.Count >= atLeast, $"{countries.Count} countries");
        var keys = countries.Select(country => Names.FindCountry(country)?.Key).ToList();
        Assert.DoesNotContain(null, keys);
        Assert.Equal(countries.Count, keys.Distinct().Count());
        Assert.Equal(keys, countries.Select(country => Known.BuiltIn.Resolve(SubjectKind.Region, country).Subject.Key));
    }

    private static PublishedFile Read(string path) => Files.GetOrAdd(path, _ => new(() => PublishedFile.Read(path))).Value;

    private static IEnumerable<(string Member, string Value)> Texts(string member, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(inner => Texts(inner.Name, inner.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(inner => Texts(member, inner)),
        JsonValueKind.String => [(member, element.GetString()!)],
        _ => [],
    };

    private sealed record PublishedFile(HashSet<string> Sides, Dictionary<(string Country, string Adm1), int> Divisions)
    {
        public static PublishedFile Read(string path)
        {
            var file = new PublishedFile([], []);
            foreach (var row in CsvRows.Read(SharedData.PathOf(path), "side_a", "side_b", "country", "adm_1"))
            {
                file.Sides.Add(row[0]);
                file.Sides.Add(row[1]);
                file.Divisions[(row[2], row[3])] = file.Divisions.GetValueOrDefault((row[2], row[3])) + 1;
            }

            return file;
        }
    }
}
