using System.Text;
using System.Text.Json.Nodes;
using Actors.Domain.Reports;
using CsCheck;

namespace Actors.Domain.Tests.Reports;

public sealed class ReportWriterTests
{
    [Fact]
    public void WriteCanonical_GivesBackAnEqualReport_WhenRead() =>
        ReportGen.Any.Sample(
            report =>
            {
                var canonical = ReportWriter.WriteCanonical(report);
                var result = ReportReader.ReadOne(canonical);
                Assert.Empty(result.Errors);
                var read = Assert.Single(result.Reports!);
                Assert.Equal(report, read);
                Assert.Equal(report.GetHashCode(), read.GetHashCode());
                Assert.Equal(canonical, ReportWriter.WriteCanonical(read));
                Assert.Equal(ReportWriter.ContentHash(report), ReportWriter.ContentHash(read));
            },
            iter: 5_000);

    [Fact]
    public void Equality_AndContentHash_SeeADifferenceInAnySingleProperty() =>
        Gen.Select(ReportGen.Any, ReportGen.Any, Gen.Int[0, 40]).Sample(
            (one, other, which) =>
            {
                var json = JsonNode.Parse(ReportWriter.WriteCanonical(one))!.AsObject();
                var name = json.ElementAt(which % json.Count).Key;
                var replacement = JsonNode.Parse(ReportWriter.WriteCanonical(other))!.AsObject()[name]?.DeepClone();
                json[name] = replacement;
                if (ReportReader.ReadOne(Encoding.UTF8.GetBytes(json.ToJsonString())).Reports is not [var changed])
                {
                    return;
                }

                var same = ReportWriter.WriteCanonical(one).AsSpan().SequenceEqual(ReportWriter.WriteCanonical(changed));
                Assert.Equal(same, one.Equals(changed));
                Assert.Equal(same, ReportWriter.ContentHash(one) == ReportWriter.ContentHash(changed));
            },
            iter: 5_000);

    [Fact]
    public void WriteCanonical_KeepsItsBytes_ForAnIncident()
    {
        var report = Read(
            """
            {"casualties":[{"injured":{"atLeast":2},"party":"us-forces","killed":0},{"killed":"unknown"}],
             "place":{"lon":43.130,"lat":-0.0,"region":"iq-ni","name":"near \u0022Mosul\u0022"},
             "occurred":{"from":"2023-11-09"}, "perpetrators":[{"group":"iran-backed-militias"}],
             "damage":[{"object":"fuel-depot","count":{"low":1,"best":2,"high":null}},{"object":"hangar","count":{"low":0,"best":2,"high":2}}],
             "targets":[{"group":"us-forces"}],"quote":"two\nlines, \u00e9 / \ud83d\ude80","inResponseTo":["x"],"via":[],
             "publishedAt":"2023-11-09T21:30:00.1200+03:00","source":"s","outcome":"hit","id":"a:1","weapon":"mortar","url":null,"kind":"incident","credibility":2}
            """);

        Assert.Equal(
            """
            {"kind":"incident","id":"a:1","source":"s","publishedAt":"2023-11-09T18:30:00.12Z","credibility":2,"quote":"two\nlines, é / 🚀",
            "occurred":{"from":"2023-11-09","to":"2023-11-09","precision":"day"},
            "place":{"region":"iq-ni","name":"near \"Mosul\"","lat":0,"lon":43.13},"weapon":"mortar",
            "perpetrators":[{"group":"iran-backed-militias","role":"suspected"}],"targets":[{"group":"us-forces"}],"outcome":"hit",
            "damage":[{"object":"fuel-depot","count":{"low":1,"best":2,"high":null}},{"object":"hangar","count":{"atMost":2}}],
            "casualties":[{"party":"us-forces","killed":0,"injured":{"atLeast":2}},{"killed":"unknown"}],"inResponseTo":["x"]}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(ReportWriter.WriteCanonical(report)));
    }

    [Theory]
    [InlineData(
        """{"kind":"statement","id":"a","source":"s","publishedAt":"2023-11-09T18:30:00.0000000Z","speaker":"iran","stance":"denial","about":["group:iran"]}""",
        """{"kind":"statement","id":"a","source":"s","publishedAt":"2023-11-09T18:30:00Z","speaker":"iran","stance":"denial","about":["group:iran"]}""")]
    [InlineData(
        """{"kind":"posture","id":"a","source":"s","publishedAt":"2023-11-09T18:30:00.00000019Z","subject":"base:al-harir","measures":["shelter"],"status":"ended"}""",
        """{"kind":"posture","id":"a","source":"s","publishedAt":"2023-11-09T18:30:00.0000001Z","subject":"base:al-harir","measures":["shelter"],"status":"ended"}""")]
    [InlineData(
        """{"kind":"presence","id":"a","source":"s","publishedAt":"2023-11-09t18:30:00-00:00","base":"al-harir","group":"us-forces","present":false,"since":"2023-10-20"}""",
        """{"kind":"presence","id":"a","source":"s","publishedAt":"2023-11-09T18:30:00Z","base":"al-harir","group":"us-forces","present":false,"since":"2023-10-20"}""")]
    [InlineData(
        """{"kind":"total","id":"a","source":"s","publishedAt":"2023-11-09T00:30:00+03:00","scope":["region:iq"],"measure":"attacks","value":{"atLeast":40},"from":"2023-10-07","asOf":"2023-11-09"}""",
        """{"kind":"total","id":"a","source":"s","publishedAt":"2023-11-08T21:30:00Z","scope":["region:iq"],"measure":"attacks","value":{"atLeast":40},"from":"2023-10-07","fromPrecision":"day","asOf":"2023-11-09"}""")]
    [InlineData(
        """{"kind":"retraction","id":"a","source":"s","publishedAt":"2023-11-09T18:30:00Z","retracts":"b","reason":"r"}""",
        """{"kind":"retraction","id":"a","source":"s","publishedAt":"2023-11-09T18:30:00Z","retracts":"b","reason":"r"}""")]
    [InlineData(
        """{"kind":"assessment","set":{"type":"grenade","outcome":"unknown"},"id":"a","source":"s","publishedAt":"2023-11-09T18:30:00Z","incident":"i","reason":"r"}""",
        """{"kind":"assessment","id":"a","source":"s","publishedAt":"2023-11-09T18:30:00Z","incident":"i","set":{"type":"grenade","outcome":"unknown"},"reason":"r"}""")]
    public void WriteCanonical_KeepsItsBytes_ForEveryOtherKind(string sent, string canonical) =>
        Assert.Equal(canonical, Encoding.UTF8.GetString(ReportWriter.WriteCanonical(Read(sent))));

    [Fact]
    public void ContentHash_KeepsItsValue_BecauseTheRegistryHoldsIt() =>
        Assert.Equal(
            "db480ad26d824b853ec298c0dc2bef49",
            ReportWriter.ContentHash(Read("""{"kind":"retraction","id":"a","source":"s","publishedAt":"2023-11-09T18:30:00Z","retracts":"b","reason":"r"}""")).ToString("x32"));

    [Fact]
    public void ContentHash_IsTheSame_WhenOnlyTheWritingDiffers()
    {
        var one = Read("""{"kind":"presence","id":"a","source":"s","publishedAt":"2023-11-09T18:30:00Z","base":"b","group":"g","present":true}""");
        var other = Read("""{ "present" : true, "via": [], "caveat": null, "group": "\u0067", "publishedAt":"2023-11-09T15:30:00.000-03:00", "base":"b", "source":"s","id":"a","kind":"presence" }""");

        Assert.Equal(ReportWriter.ContentHash(one), ReportWriter.ContentHash(other));
        Assert.Equal(one, other);
    }

    [Fact]
    public void WriteCanonical_Throws_WhenAStringIsNoText()
    {
        var report = new RetractionReport { Id = "a\ud800", Source = "s", PublishedAt = default, Retracts = "b", Reason = "r" };

        Assert.Throws<EncoderFallbackException>(() => ReportWriter.WriteCanonical(report));
    }

    private static Report Read(string json)
    {
        var result = ReportReader.Read(Encoding.UTF8.GetBytes(json));
        Assert.Empty(result.Errors);
        return Assert.Single(result.Reports!);
    }
}
