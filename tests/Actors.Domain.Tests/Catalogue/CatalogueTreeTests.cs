using Actors.Domain.Catalogue;
using Known = Actors.Domain.Catalogue.Catalogue;

namespace Actors.Domain.Tests.Catalogues;

public sealed class CatalogueTreeTests
{
    [Fact]
    public void Base_ExpandsToItsRegionsUpToWorld_WhenKnown()
    {
        Assert.Equal(
            ["base:al-harir", "region:iq-ar", "region:iq", "region:middle-east", "region:world"],
            Known.BuiltIn.Expand(SubjectId.Base("al-harir")).Select(s => s.ToString()));
    }

    [Fact]
    public void ProvisionalBase_ExpandsThroughTheRegionGiven_WhenUnknown()
    {
        Assert.Equal(
            ["base:outpost-nine", "region:sy-dy", "region:sy", "region:middle-east", "region:world"],
            Known.BuiltIn.Expand(SubjectId.Base("outpost-nine"), SubjectId.Region("sy-dy")).Select(s => s.ToString()));
        Assert.Equal(
            ["base:outpost-nine", "region:world"],
            Known.BuiltIn.Expand(SubjectId.Base("outpost-nine")).Select(s => s.ToString()));
    }

    [Fact]
    public void Coalition_DoesNotContainUsForces_EverAndSponsorsNeverContain()
    {
        var catalogue = Known.BuiltIn;
        Assert.Equal(SubjectId.Group("us-forces"), Assert.Single(catalogue.Expand(SubjectId.Group("us-forces"))));
        Assert.False(catalogue.Contains(SubjectId.Group("international-coalition"), SubjectId.Group("us-forces")));
        Assert.Contains(catalogue.FindGroup("kataib-hizballah")!.Sponsors, link => link.Group == "iran");
        Assert.False(catalogue.Contains(SubjectId.Group("iran"), SubjectId.Group("kataib-hizballah")));
        Assert.False(catalogue.Contains(SubjectId.Group("iran"), SubjectId.Group("iran-backed-militias")));
    }

    [Fact]
    public void Umbrella_ContainsMemberOnlyWithinItsDates_WhenADayIsAsked()
    {
        var catalogue = Known.BuiltIn;
        var resistance = SubjectId.Group("islamic-resistance-in-iraq");
        var kataib = SubjectId.Group("kataib-hizballah");
        Assert.True(catalogue.Contains(resistance, kataib));
        Assert.True(catalogue.Contains(resistance, kataib, day: new DateOnly(2023, 10, 17)));
        Assert.False(catalogue.Contains(resistance, kataib, day: new DateOnly(2023, 10, 16)));
        Assert.True(catalogue.Contains(SubjectId.Group("iran-backed-militias"), kataib, day: new DateOnly(2010, 1, 1)));
        Assert.Contains(resistance, catalogue.Expand(kataib));
    }

    [Fact]
    public void Within_ListsItselfFirstAndAllLeaves_WhenARegionIsAsked()
    {
        var catalogue = Known.BuiltIn;
        var erbil = catalogue.Within(SubjectId.Region("iq-ar"));
        Assert.Equal(SubjectId.Region("iq-ar"), erbil[0]);
        Assert.Contains(SubjectId.Base("al-harir"), erbil);
        Assert.DoesNotContain(SubjectId.Base("ain-al-asad"), erbil);
        Assert.Equal(catalogue.Regions.Count + catalogue.Bases.Count, catalogue.Within(SubjectId.World).Length);
        Assert.Equal(SubjectId.Base("nowhere"), Assert.Single(catalogue.Within(SubjectId.Base("nowhere"))));
    }

    [Fact]
    public void Within_AgreesWithExpand_ForEverySubject()
    {
        var catalogue = Known.BuiltIn;
        var leaves = catalogue.Within(SubjectId.World).Concat(catalogue.Groups.Select(g => SubjectId.Group(g.Key))).ToList();
        var pairs = leaves.Sum(leaf => catalogue.Expand(leaf).Length);
        Assert.Equal(pairs, leaves.Sum(leaf => catalogue.Within(leaf).Length));
        Assert.All(leaves, leaf => Assert.All(catalogue.Expand(leaf), subject => Assert.True(catalogue.Contains(subject, leaf))));
    }

    [Theory]
    [InlineData("base:al-harir", "Asia/Baghdad")]
    [InlineData("region:iq", "Asia/Baghdad")]
    [InlineData("region:sy-dy", "Asia/Damascus")]
    [InlineData("base:tower-22", "Asia/Amman")]
    [InlineData("region:us", "America/New_York")]
    [InlineData("region:us-ca", "America/Los_Angeles")]
    [InlineData("region:middle-east", "UTC")]
    [InlineData("group:us-forces", "UTC")]
    public void Zone_IsItsOwnOrItsParents_ElseUtc(string subject, string zone)
    {
        Assert.True(SubjectId.TryParse(subject, out var id));
        Assert.Equal(zone, Known.BuiltIn.ZoneOf(id));
    }

    [Fact]
    public void Zone_IsThatOfTheRegionGiven_WhenTheBaseIsUnknown()
    {
        Assert.Equal("Asia/Damascus", Known.BuiltIn.ZoneOf(SubjectId.Base("outpost-nine"), SubjectId.Region("sy-dy")));
    }

    [Fact]
    public void Zones_AreKnownToTheMachine_ForEveryRegion()
    {
        var zones = Known.BuiltIn.Regions.SelectMany(r => new[] { r.Zone, r.MainZone }).OfType<string>().Distinct();
        Assert.All(zones, zone => Assert.True(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _), zone));
    }

    [Fact]
    public void Countries_AreThoseOfTheStandard_EachInOneTheatre()
    {
        var catalogue = Known.BuiltIn;
        var countries = catalogue.Regions.Where(r => r.Kind == RegionKinds.Country).ToList();
        Assert.Equal(249, countries.Count(c => c.Numeric is not null));
        Assert.Equal(249, countries.Select(c => c.Numeric).OfType<int>().Distinct().Count());
        Assert.Equal(["xk"], countries.Where(c => c.Numeric is null).Select(c => c.Key));
        Assert.All(countries, c => Assert.Equal(RegionKinds.Theatre, catalogue.FindRegion(c.Parent!)!.Kind));
        Assert.All(
            "iq sy jo il lb ye ir ps sa qa bh kw om ae eg tr cy".Split(' '),
            key => Assert.Equal("middle-east", catalogue.FindRegion(key)!.Parent));
        Assert.Null(catalogue.FindRegion("us")!.Zone);
    }

    [Fact]
    public void Subdivisions_KeepTheirOwnHierarchy_WhereTheStandardHasOne()
    {
        var catalogue = Known.BuiltIn;
        Assert.Equal(5127, catalogue.Regions.Count(r => r.Kind == RegionKinds.Subdivision));
        Assert.Equal(["gb-agy", "gb-wls", "gb", "europe", "world"], catalogue.Expand(SubjectId.Region("gb-agy")).Select(s => s.Key));
        Assert.All(
            catalogue.Regions.Where(r => r.Kind == RegionKinds.Subdivision),
            r => Assert.Equal(r.Key[..2], catalogue.Expand(SubjectId.Region(r.Key))[^3].Key));
    }

    [Fact]
    public void Answers_AreTheSame_WhenManyThreadsAskFirst()
    {
        var fresh = Known.BuiltIn
            .Apply(new PutBase(new BaseEntry("fob-nine", ["FOB Nine"], "sy-dy", null, null, null)), 1)
            .Apply(new JoinSubject(SubjectId.Base("fob-ix"), SubjectId.Base("fob-nine")), 2);
        var answers = new string[64];
        Parallel.For(0, answers.Length, i => answers[i] = string.Join(
            ' ',
            fresh.Within(SubjectId.Region("sy-dy")).Length,
            fresh.Resolve(SubjectKind.Base, "fob ix").Subject,
            fresh.Expand(SubjectId.Base("fob-ix")).Length,
            fresh.ZoneOf(SubjectId.Base("fob-ix")),
            fresh.FindSource("Pentagon")?.Key));
        var expected = $"{Known.BuiltIn.Within(SubjectId.Region("sy-dy")).Length + 2} base:fob-nine 5 Asia/Damascus us-department-of-defense";
        Assert.All(answers, answer => Assert.Equal(expected, answer));
    }
}
