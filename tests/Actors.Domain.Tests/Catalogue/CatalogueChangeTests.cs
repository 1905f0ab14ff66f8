using Actors.Domain.Catalogue;
using Known = Actors.Domain.Catalogue.Catalogue;

namespace Actors.Domain.Tests.Catalogues;

public sealed class CatalogueChangeTests
{
    private static readonly SubjectId Nobody = SubjectId.Group("liwa-nobody");
    private static readonly SubjectId Kataib = SubjectId.Group("kataib-hizballah");

    [Fact]
    public void Join_MakesTheProvisionalSubjectFollowTheKnownOne_UntilSplit()
    {
        var before = Known.BuiltIn;
        var joined = before.Apply(new JoinSubject(Nobody, Kataib), 1);

        Assert.Equal(Kataib, joined.Canonical(Nobody));
        Assert.Equal(joined.Expand(Kataib), joined.Expand(Nobody));
        Assert.True(joined.Contains(SubjectId.Group("iran-backed-militias"), Nobody));
        Assert.True(joined.Contains(Kataib, Nobody));
        Assert.Contains(Nobody, joined.Within(Kataib));
        Assert.Contains(Nobody, joined.Within(SubjectId.Group("iran-backed-militias")));
        Assert.Equal(new NameResolution(Kataib, Known: true) { Joined = Nobody }, joined.Resolve(SubjectKind.Group, "Liwa Nobody"));

        var split = joined.Apply(new SplitSubject(Nobody), 2);
        Assert.Equal(Nobody, split.Canonical(Nobody));
        Assert.Equal(Nobody, Assert.Single(split.Expand(Nobody)));
        Assert.DoesNotContain(Nobody, split.Within(Kataib));
        Assert.False(split.Resolve(SubjectKind.Group, "Liwa Nobody").Known);

        Assert.Equal(Nobody, before.Canonical(Nobody));
        Assert.Equal([0L, 1L, 2L], [before.Version, joined.Version, split.Version]);
    }

    [Fact]
    public void JoinedBase_TakesTheRegionsOfTheKnownOne_WhateverItsReportsSaid()
    {
        var joined = Known.BuiltIn.Apply(new JoinSubject(SubjectId.Base("harir-camp"), SubjectId.Base("al-harir")), 1);
        Assert.Equal(
            joined.Expand(SubjectId.Base("al-harir")),
            joined.Expand(SubjectId.Base("harir-camp"), SubjectId.Region("sy")));
    }

    [Fact]
    public void PutBase_AddsAndReplaces_NamesAndRegionsFollowing()
    {
        var first = Known.BuiltIn.Apply(new PutBase(new BaseEntry("fob-nine", ["FOB Nine", "قاعدة تسعة"], "sy-dy", 35.1, 40.2, null)), 1);
        Assert.Equal("fob-nine", first.Resolve(SubjectKind.Base, "قاعدة تسعه").Subject.Key);
        Assert.True(first.Contains(SubjectId.Region("sy"), SubjectId.Base("fob-nine")));

        var second = first.Apply(new PutBase(new BaseEntry("fob-nine", ["FOB Nueve"], "iq-an", null, null, "Asia/Baghdad")), 2);
        Assert.False(second.Contains(SubjectId.Region("sy"), SubjectId.Base("fob-nine")));
        Assert.Equal("Asia/Baghdad", second.ZoneOf(SubjectId.Base("fob-nine")));
        Assert.False(second.Resolve(SubjectKind.Base, "قاعدة تسعة").Known);
        second.Apply(new PutBase(new BaseEntry("fob-ten", ["قاعدة تسعة"], "sy", null, null, null)), 3);
    }

    [Fact]
    public void PutRegion_MovesItsBases_WhenItsParentChanges()
    {
        var changed = Known.BuiltIn
            .Apply(new PutRegion(Region("kurdistan-region", "autonomous-region", "iq")), 1)
            .Apply(new PutRegion(Known.BuiltIn.FindRegion("iq-ar")! with { Parent = "kurdistan-region" }), 2);
        Assert.True(changed.Contains(SubjectId.Region("kurdistan-region"), SubjectId.Base("al-harir")));
        Assert.Equal("Asia/Baghdad", changed.ZoneOf(SubjectId.Region("kurdistan-region")));
    }

    [Fact]
    public void PutSource_ChangesTheGrade_WhenReplaced()
    {
        var changed = Known.BuiltIn.Apply(new PutSource(new SourceEntry("reuters", ["Reuters"], 'B', "newsroom")), 1);
        Assert.Equal('B', changed.FindSource("REUTERS")!.Reliability);
        Assert.Equal('A', Known.BuiltIn.FindSource("Reuters")!.Reliability);
    }

    public static TheoryData<CatalogueChange, string, string> Unfit() => new()
    {
        { new PutBase(new BaseEntry("Fob", ["x"], "iq", null, null, null)), "/key", "lower-case" },
        { new PutBase(new BaseEntry("fob", [], "iq", null, null, null)), "/names", "at least one" },
        { new PutBase(new BaseEntry("fob", ["x", "!"], "iq", null, null, null)), "/names/1", "letter or digit" },
        { new PutBase(new BaseEntry("fob", ["x", "x"], "iq", null, null, null)), "/names/1", "twice" },
        { new PutBase(new BaseEntry("fob", ["x"], "atlantis", null, null, null)), "/region", "No region atlantis" },
        { new PutBase(new BaseEntry("fob", ["x"], "iq", 91, 0, null)), "/lat", "90" },
        { new PutBase(new BaseEntry("fob", ["x"], "iq", double.NaN, 0, null)), "/lat", "90" },
        { new PutBase(new BaseEntry("fob", ["x"], "iq", 1, 181, null)), "/lon", "180" },
        { new PutBase(new BaseEntry("fob", ["x"], "iq", 1, null, null)), "/lon", "both" },
        { new PutBase(new BaseEntry("fob", ["x"], "iq", null, null, "Baghdad time")), "/zone", "IANA" },
        { new PutBase(new BaseEntry("fob", ["x", "AL HARIR"], "iq", null, null, null)), "/names/1", "already a name of al-harir" },
        { new PutBase(new BaseEntry("tanf", ["x"], "iq", null, null, null)), "/key", "already a name of al-tanf" },
        { new PutRegion(Region("nowhere", "country", "atlantis")), "/parent", "No region atlantis" },
        { new PutRegion(Region("nowhere", "country", "iq")), "/parent", "lies in a theatre" },
        { new PutRegion(Region("nowhere", "theatre", "middle-east")), "/parent", "lies in a world" },
        { new PutRegion(Region("nowhere", "district", null)), "/parent", "Only world" },
        { new PutRegion(Region("nowhere", "district", "nowhere")), "/parent", "itself" },
        { new PutRegion(Region("world", "world", "iq")), "/parent", "no parent" },
        { new PutRegion(Region("nowhere", "world", "iq")), "/kind", "world" },
        { new PutRegion(Region("nowhere", "A District", "iq")), "/kind", "no kind" },
        { new PutRegion(Region("middle-east", "zone", "world")), "/kind", "stays" },
        { new PutRegion(Region("gb-wls", "subdivision", "gb-agy")), "/parent", "circle" },
        { new PutRegion(Region("nowhere", "country", "middle-east") with { Names = ["Irak"] }), "/names/0", "already a name of iq" },
        { new PutRegion(Region("nowhere", "country", "middle-east") with { Numeric = 1000 }), "/numeric", "999" },
        { new PutGroup(new GroupEntry("new-group", ["N"], [new GroupLink("nobody", null, null)], [])), "/umbrellas/0/group", "No group nobody" },
        { new PutGroup(new GroupEntry("new-group", ["N"], [], [new GroupLink("nobody", null, null)])), "/sponsors/0/group", "No group nobody" },
        { new PutGroup(new GroupEntry("new-group", ["N"], [new GroupLink("new-group", null, null)], [])), "/umbrellas/0/group", "itself" },
        { new PutGroup(new GroupEntry("new-group", ["Hezbollah"], [], [])), "/names/0", "already a name of hizballah" },
        { new PutGroup(new GroupEntry("iran-backed-militias", ["M"], [new GroupLink("kataib-hizballah", null, null)], [])), "/umbrellas/0/group", "circle" },
        { new PutGroup(new GroupEntry("iran", ["Iran"], [new GroupLink("quds-force", null, null)], [])), "/umbrellas/0/group", "circle" },
        {
            new PutGroup(new GroupEntry("new-group", ["N"], [new GroupLink("iran", new DateOnly(2024, 1, 2), new DateOnly(2024, 1, 1))], [])),
            "/umbrellas/0/to", "before it begins"
        },
        { new PutSource(new SourceEntry("new-source", ["N"], 'G', "newsroom")), "/reliability", "grade" },
        { new PutSource(new SourceEntry("new-source", ["N"], 'A', "News Room")), "/kind", "no kind" },
        { new PutSource(new SourceEntry("new-source", ["Pentagon"], 'A', "official")), "/names/0", "already a name of us-department-of-defense" },
        { new JoinSubject(Nobody, Nobody), "/into", "itself" },
        { new JoinSubject(Nobody, SubjectId.Group("nobody-else")), "/into", "No group:nobody-else" },
        { new JoinSubject(Nobody, SubjectId.Base("al-harir")), "/into", "different kinds" },
        { new JoinSubject(SubjectId.Group("hamas"), Kataib), "/provisional", "only a provisional" },
        { new JoinSubject(SubjectId.Group("Liwa Nobody"), Kataib), "/provisional", "no key" },
        { new SplitSubject(Nobody), "/provisional", "joined to nothing" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public void Change_IsRefusedNamingTheField_WhenItDoesNotFit(CatalogueChange change, string pointer, string words)
    {
        var error = Assert.Single(Known.BuiltIn.Check(change));
        Assert.Equal(pointer, error.Pointer);
        Assert.Contains(words, error.Detail, StringComparison.Ordinal);

        var refused = Assert.Throws<CatalogueChangeException>(() => Known.BuiltIn.Apply(change, 1));
        Assert.Contains(pointer, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Change_NamesEverythingWrong_WhenSeveralFieldsAre()
    {
        var errors = Known.BuiltIn.Check(new PutBase(new BaseEntry("Bad Key", [], "atlantis", 99, null, "x")));
        Assert.Equal(["/key", "/names", "/region", "/lon", "/lat", "/zone"], errors.Select(e => e.Pointer));
    }

    [Fact]
    public void JoinedSubject_IsNotJoinedAgainNorGivenAnEntry_BeforeItIsSplit()
    {
        var joined = Known.BuiltIn.Apply(new JoinSubject(Nobody, Kataib), 1);
        Assert.Equal("/provisional", Assert.Single(joined.Check(new JoinSubject(Nobody, SubjectId.Group("hamas")))).Pointer);
        var put = new PutGroup(new GroupEntry(Nobody.Key, ["Liwa Nobody"], [], []));
        Assert.Contains("split it first", Assert.Single(joined.Check(put)).Detail, StringComparison.Ordinal);
        Assert.Equal(Nobody, joined.Apply(new SplitSubject(Nobody), 2).Apply(put, 3).Resolve(SubjectKind.Group, "liwa nobody").Subject);
    }

    [Fact]
    public void Version_MustGrow_WithEveryChange()
    {
        var changed = Known.BuiltIn.Apply(new JoinSubject(Nobody, Kataib), 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => changed.Apply(new SplitSubject(Nobody), 5));
    }

    private static RegionEntry Region(string key, string kind, string? parent) => new(key, [key + " name"], kind, parent, null, null, null);
}
