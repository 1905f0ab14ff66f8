using Actors.Domain.Catalogue;
using Known = Actors.Domain.Catalogue.Catalogue;

namespace Actors.Domain.Tests.Catalogues;

public sealed class CatalogueNameTests
{
    [Theory]
    [InlineData(SubjectKind.Base, "al-harir", "al-harir")]
    [InlineData(SubjectKind.Base, "base:al-harir", "al-harir")]
    [InlineData(SubjectKind.Base, "AL-HARIR", "al-harir")]
    [InlineData(SubjectKind.Base, "Al-Harir airbase", "al-harir")]
    [InlineData(SubjectKind.Base, "Harir", "al-harir")]
    [InlineData(SubjectKind.Base, "el Harir", "al-harir")]
    [InlineData(SubjectKind.Base, "قاعدة حرير", "al-harir")]
    [InlineData(SubjectKind.Base, "قَاعِدَة حَرِير", "al-harir")]
    [InlineData(SubjectKind.Base, "Ain al Asad", "ain-al-asad")]
    [InlineData(SubjectKind.Base, "ʿAyn al-Asad", "ain-al-asad")]
    [InlineData(SubjectKind.Base, "‘Ain el-Assad", "ain-al-asad")]
    [InlineData(SubjectKind.Base, "عين الاسد", "ain-al-asad")]
    [InlineData(SubjectKind.Base, "عـيـن الأسد", "ain-al-asad")]
    [InlineData(SubjectKind.Base, "at Tanf", "al-tanf")]
    [InlineData(SubjectKind.Base, "Shaddādī", "al-shaddadi")]
    [InlineData(SubjectKind.Base, "Qayara", "q-west")]
    [InlineData(SubjectKind.Base, "Kharab al-Jeer", "kharab-al-jir")]
    [InlineData(SubjectKind.Region, "IQ", "iq")]
    [InlineData(SubjectKind.Region, "Iraq", "iq")]
    [InlineData(SubjectKind.Region, "IRQ", "iq")]
    [InlineData(SubjectKind.Region, "العراق", "iq")]
    [InlineData(SubjectKind.Region, "iq-ni", "iq-ni")]
    [InlineData(SubjectKind.Region, "Nīnawá", "iq-ni")]
    [InlineData(SubjectKind.Region, "Ninawa", "iq-ni")]
    [InlineData(SubjectKind.Region, "Sulaymaniyya", "iq-su")]
    [InlineData(SubjectKind.Region, "Sulaimaniya", "iq-su")]
    [InlineData(SubjectKind.Region, "Ar-Raqqah", "sy-ra")]
    [InlineData(SubjectKind.Region, "Georgia", "ge")]
    [InlineData(SubjectKind.Region, "Yemen (North Yemen)", "ye")]
    [InlineData(SubjectKind.Group, "Kata'ib Hezbollah", "kataib-hizballah")]
    [InlineData(SubjectKind.Group, "Kata’ib Hizballah", "kataib-hizballah")]
    [InlineData(SubjectKind.Group, "U.S. Forces", "us-forces")]
    [InlineData(SubjectKind.Group, "Harakat Al Nujaba", "harakat-al-nujaba")]
    [InlineData(SubjectKind.Group, "Asayib Ahl al-Haqq", "asaib-ahl-al-haq")]
    [InlineData(SubjectKind.Group, "حركة النجبا", "harakat-al-nujaba")]
    [InlineData(SubjectKind.Group, "كتائب حزب اللّه", "kataib-hizballah")]
    public void Name_ResolvesToKnownSubject_WhenWrittenDifferently(SubjectKind kind, string name, string key)
    {
        Assert.Equal(new NameResolution(new SubjectId(kind, key), Known: true), Known.BuiltIn.Resolve(kind, name));
    }

    [Theory]
    [InlineData("Counter Terrorism Service")]
    [InlineData("Counter-Terrorism Service")]
    public void CounterTerrorismService_StaysProvisional_WhenNeitherFederalNorKurdishIsSaid(string name)
    {
        Assert.Equal(new NameResolution(SubjectId.Group("counter-terrorism-service"), Known: false), Known.BuiltIn.Resolve(SubjectKind.Group, name));
        Assert.Null(Known.BuiltIn.FindSource(name));
    }

    [Fact]
    public void CounterTerrorismServices_StayApart_WhenNamedInFull()
    {
        Assert.Equal("iraqi-counter-terrorism-service", Known.BuiltIn.FindSource("Iraqi Counter-Terrorism Service")?.Key);
        Assert.Equal("kurdistan-counter-terrorism-service", Known.BuiltIn.FindSource("Kurdistan Counter-Terrorism Service")?.Key);
        Assert.Equal("iraqi-counter-terrorism-service", Known.BuiltIn.Resolve(SubjectKind.Group, "Iraqi CTS").Subject.Key);
        Assert.Equal("kurdistan-counter-terrorism-service", Known.BuiltIn.Resolve(SubjectKind.Group, "Kurdistan CTS").Subject.Key);
    }

    [Fact]
    public void Folding_LeadsToNeither_WhenTwoEntriesShareIt()
    {
        var catalogue = Known.BuiltIn
            .Apply(new PutGroup(new GroupEntry("qasim-one", ["Liwa al-Qassim"], [], [])), 1)
            .Apply(new PutGroup(new GroupEntry("kasim-two", ["Liwa Kasim"], [], [])), 2);

        Assert.Equal("qasim-one", catalogue.Resolve(SubjectKind.Group, "Liwa al-Qassim").Subject.Key);
        Assert.Equal("kasim-two", catalogue.Resolve(SubjectKind.Group, "liwa kasim").Subject.Key);
        Assert.Equal(new NameResolution(SubjectId.Group("liwa-qasim"), Known: false), catalogue.Resolve(SubjectKind.Group, "Liwa Qasim"));
    }

    [Fact]
    public void Subdivision_StaysProvisional_WhenSeveralShareTheName()
    {
        Assert.False(Known.BuiltIn.Resolve(SubjectKind.Region, "Central").Known);
    }

    [Fact]
    public void Group_IsNotTakenForAnother_WhenNamesAreMerelyAlike()
    {
        var groups = new[] { "Government of Iraq", "Government of United States of America", "Kurdistan Democratic Party", "Jund Ansar Allah" };
        Assert.All(groups, name => Assert.False(Known.BuiltIn.Resolve(SubjectKind.Group, name).Known));
    }

    [Fact]
    public void EveryName_ResolvesToItsEntry_WhenUniqueByRule()
    {
        var catalogue = Known.BuiltIn;
        foreach (var entry in catalogue.Bases)
        {
            Assert.All(entry.Names, name => Assert.Equal(entry.Key, catalogue.Resolve(SubjectKind.Base, name).Subject.Key));
        }

        foreach (var entry in catalogue.Groups)
        {
            Assert.All(entry.Names, name => Assert.Equal(entry.Key, catalogue.Resolve(SubjectKind.Group, name).Subject.Key));
        }

        foreach (var entry in catalogue.Sources)
        {
            Assert.All(entry.Names, name => Assert.Equal(entry.Key, catalogue.FindSource(name)?.Key));
        }

        foreach (var entry in catalogue.Regions.Where(r => r.Kind is "world" or "theatre" or "country"))
        {
            Assert.All(entry.Names, name => Assert.Equal(entry.Key, catalogue.Resolve(SubjectKind.Region, name).Subject.Key));
        }
    }
}
