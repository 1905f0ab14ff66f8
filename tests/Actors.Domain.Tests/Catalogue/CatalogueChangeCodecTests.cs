using System.Text;
using System.Text.Json;
using Actors.Domain.Catalogue;
using Known = Actors.Domain.Catalogue.Catalogue;

namespace Actors.Domain.Tests.Catalogues;

public sealed class CatalogueChangeCodecTests
{
    public static TheoryData<CatalogueChange, string> Golden() => new()
    {
        {
            new PutBase(new BaseEntry("al-harir", ["Al-Harir Air Base", "قاعدة حرير"], "iq-ar", 36.53, 44.34, "Asia/Baghdad")) { By = "desk", Reason = "moved" },
            """{"v":1,"change":"put-base","base":{"key":"al-harir","names":["Al-Harir Air Base","قاعدة حرير"],"region":"iq-ar","lat":36.53,"lon":44.34,"zone":"Asia/Baghdad"},"by":"desk","reason":"moved"}"""
        },
        {
            new PutBase(new BaseEntry("fob", ["FOB"], "sy", null, null, null)),
            """{"v":1,"change":"put-base","base":{"key":"fob","names":["FOB"],"region":"sy"}}"""
        },
        {
            new PutRegion(new RegionEntry("iq", ["Iraq"], "country", "middle-east", "Asia/Baghdad", 33, 44) { Numeric = 368, Alpha3 = "IRQ" }),
            """{"v":1,"change":"put-region","region":{"key":"iq","names":["Iraq"],"kind":"country","parent":"middle-east","zone":"Asia/Baghdad","lat":33,"lon":44,"numeric":368,"alpha3":"IRQ"}}"""
        },
        {
            new PutRegion(new RegionEntry("us", ["United States"], "country", "north-america", null, null, null) { MainZone = "America/New_York" }),
            """{"v":1,"change":"put-region","region":{"key":"us","names":["United States"],"kind":"country","parent":"north-america","mainZone":"America/New_York"}}"""
        },
        {
            new PutGroup(new GroupEntry(
                "liwa",
                ["Liwa", "O'Liwa"],
                [new GroupLink("iran-backed-militias", new DateOnly(2023, 10, 17), null), new GroupLink("hamas", null, new DateOnly(2024, 2, 29))],
                [new GroupLink("iran", null, null)])),
            """{"v":1,"change":"put-group","group":{"key":"liwa","names":["Liwa","O'Liwa"],"umbrellas":[{"group":"iran-backed-militias","from":"2023-10-17"},{"group":"hamas","to":"2024-02-29"}],"sponsors":[{"group":"iran"}]}}"""
        },
        {
            new PutSource(new SourceEntry("desk", ["The Desk"], 'B', "newsroom")),
            """{"v":1,"change":"put-source","source":{"key":"desk","names":["The Desk"],"reliability":"B","kind":"newsroom"}}"""
        },
        {
            new JoinSubject(SubjectId.Group("liwa-nobody"), SubjectId.Group("kataib-hizballah")) { Reason = "same flag" },
            """{"v":1,"change":"join","provisional":"group:liwa-nobody","into":"group:kataib-hizballah","reason":"same flag"}"""
        },
        {
            new SplitSubject(SubjectId.Base("harir-camp")),
            """{"v":1,"change":"split","provisional":"base:harir-camp"}"""
        },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Change_HasTheBytesOfVersionOne_Forever(CatalogueChange change, string bytes)
    {
        Assert.Equal(bytes, Encoding.UTF8.GetString(CatalogueChangeCodec.Encode(change)));
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void Change_IsReadBackWhole_FromTheBytesOfVersionOne(CatalogueChange change, string bytes)
    {
        var read = CatalogueChangeCodec.Decode(Encoding.UTF8.GetBytes(bytes));
        Assert.IsType(change.GetType(), read);
        Assert.Equal(bytes, Encoding.UTF8.GetString(CatalogueChangeCodec.Encode(read)));
        Assert.Equal(JsonSerializer.Serialize<object>(change), JsonSerializer.Serialize<object>(read));
    }

    [Theory]
    [InlineData("""{"v":2,"change":"split","provisional":"base:x"}""", "version 2")]
    [InlineData("""{"change":"split","provisional":"base:x"}""", "/v: missing")]
    [InlineData("""{"v":1,"change":"drop"}""", "'drop'")]
    [InlineData("""{"v":1,"change":"split"}""", "/provisional: missing")]
    [InlineData("""{"v":1,"change":"split","provisional":"x"}""", "/provisional: base:")]
    [InlineData("""{"v":1,"change":"split","provisional":"base:x","extra":1}""", "/extra: unknown")]
    [InlineData("""{"v":1,"change":"put-base","base":{"key":"x","names":["X"],"region":"iq","colour":"red"}}""", "/base/colour: unknown")]
    [InlineData("""{"v":1,"change":"put-base","base":{"key":"x","names":[1],"region":"iq"}}""", "/base/names/0: a text")]
    [InlineData("""{"v":1,"change":"put-base","base":{"key":"x","names":["X"],"region":"iq","lat":"3"}}""", "/base/lat: a JSON number")]
    [InlineData("""{"v":1,"change":"put-group","group":{"key":"x","names":["X"],"umbrellas":[{"group":"y","from":"2023-13-01"}],"sponsors":[]}}""", "/group/umbrellas/0/from: a day")]
    [InlineData("""{"v":1,"change":"put-source","source":{"key":"x","names":["X"],"reliability":"AB","kind":"k"}}""", "/source/reliability: one letter")]
    [InlineData("""{"v":1,"v":1}""", "/v: given twice")]
    [InlineData("[]", "an object")]
    [InlineData("{", "no JSON")]
    public void Bytes_AreRefusedNamingTheMember_WhenTheyAreNotAChange(string bytes, string words)
    {
        var error = Assert.Throws<FormatException>(() => CatalogueChangeCodec.Decode(Encoding.UTF8.GetBytes(bytes)));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryEntryAsShipped_SurvivesTheCodec_Unchanged()
    {
        var catalogue = Known.BuiltIn;
        var changes = catalogue.Bases.Select(CatalogueChange (e) => new PutBase(e))
            .Concat(catalogue.Regions.Select(e => new PutRegion(e)))
            .Concat(catalogue.Groups.Select(e => new PutGroup(e)))
            .Concat(catalogue.Sources.Select(e => new PutSource(e)));
        foreach (var change in changes)
        {
            var bytes = CatalogueChangeCodec.Encode(change);
            Assert.Equal(bytes, CatalogueChangeCodec.Encode(CatalogueChangeCodec.Decode(bytes)));
            Assert.Empty(catalogue.Check(change));
        }
    }
}
