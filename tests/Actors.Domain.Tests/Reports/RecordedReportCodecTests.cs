using System.Text;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using CsCheck;

namespace Actors.Domain.Tests.Reports;

public sealed class RecordedReportCodecTests
{
    private static readonly DateTimeOffset RecordedAt = new(2023, 11, 9, 18, 41, 2, TimeSpan.Zero);

    private const string GoldenFull =
        """
        {"v":1,"scope":"local","receivedAt":"2023-11-09T18:41:01.5Z","reliability":"B","analyst":true,
        "lineage":["base:al-harir","region:iq-ar","region:world"],"placeKnown":true,"zone":"Asia/Baghdad","firstRecordedAt":"2023-11-09T18:40:00Z",
        "report":{"kind":"presence","id":"a","source":"s","publishedAt":"2023-11-09T18:30:00Z","base":"al-harir","group":"us-forces","present":true},
        "asSent":{"kind":"presence","id":"a","source":"s","publishedAt":"2023-11-09T18:30:00Z","base":"Al-Ḥarīr","group":"us-forces","present":true}}
        """;

    private const string GoldenLeast =
        """
        {"v":1,"scope":"ucdp","receivedAt":"2023-11-09T18:41:01Z","reliability":"F",
        "report":{"kind":"retraction","id":"a","source":"s","publishedAt":"2023-11-09T18:30:00Z","retracts":"b","reason":"r"}}
        """;

    private static readonly RecordedReport Full = new()
    {
        Report = new PresenceReport
        {
            Id = "a",
            Source = "s",
            PublishedAt = new DateTimeOffset(2023, 11, 9, 18, 30, 0, TimeSpan.Zero),
            Base = "al-harir",
            Group = "us-forces",
            Present = true,
        },
        Scope = "local",
        ReceivedAt = new DateTimeOffset(2023, 11, 9, 18, 41, 1, 500, TimeSpan.Zero),
        RecordedAt = RecordedAt,
        Reliability = 'B',
        Analyst = true,
        PlaceLineage = [SubjectId.Base("al-harir"), SubjectId.Region("iq-ar"), SubjectId.World],
        PlaceKnown = true,
        Zone = "Asia/Baghdad",
        FirstRecordedAt = new DateTimeOffset(2023, 11, 9, 18, 40, 0, TimeSpan.Zero),
        AsSent = """{"kind":"presence","id":"a","source":"s","publishedAt":"2023-11-09T18:30:00Z","base":"Al-Ḥarīr","group":"us-forces","present":true}""",
    };

    private static readonly RecordedReport Least = new()
    {
        Report = new RetractionReport { Id = "a", Source = "s", PublishedAt = new DateTimeOffset(2023, 11, 9, 18, 30, 0, TimeSpan.Zero), Retracts = "b", Reason = "r" },
        Scope = "ucdp",
        ReceivedAt = new DateTimeOffset(2023, 11, 9, 18, 41, 1, TimeSpan.Zero),
        RecordedAt = RecordedAt,
    };

    [Fact]
    public void Write_KeepsItsBytes()
    {
        Assert.Equal(Line(GoldenFull), Encoding.UTF8.GetString(RecordedReportCodec.Write(Full)));
        Assert.Equal(Line(GoldenLeast), Encoding.UTF8.GetString(RecordedReportCodec.Write(Least)));
    }

    [Fact]
    public void Read_GivesTheSameReport_ForStoredBytes()
    {
        Assert.Equal(Full, RecordedReportCodec.Read(Utf8(GoldenFull), RecordedAt));
        Assert.Equal(Least, RecordedReportCodec.Read(Utf8(GoldenLeast), RecordedAt));
    }

    [Fact]
    public void Read_GivesBackWhatWasWritten() =>
        ReportGen.Recorded.Sample(
            recorded =>
            {
                var payload = RecordedReportCodec.Write(recorded);
                var read = RecordedReportCodec.Read(payload, recorded.RecordedAt);
                Assert.Equal(recorded, read);
                Assert.Equal(payload, RecordedReportCodec.Write(read));
            },
            iter: 2_000);

    [Fact]
    public void Read_KeepsReports_ThatTodaysRulesWouldRefuse()
    {
        var payload = Line(GoldenLeast).Replace("\"retracts\"", $"\"quote\":\"{new string('x', 20_000)}\",\"retracts\"", StringComparison.Ordinal);

        Assert.Equal(20_000, RecordedReportCodec.Read(Encoding.UTF8.GetBytes(payload), RecordedAt).Report.Quote!.Length);

        var incident = """{"kind":"incident","id":"a","source":"s","publishedAt":"2023-11-09T18:30:00Z","occurred":{"from":"1700-01-01","to":"1700-01-01","precision":"day","zone":"Mars/Olympus"},"type":"of-another-day"}""";
        payload = Line(GoldenLeast)[..Line(GoldenLeast).IndexOf("{\"kind", StringComparison.Ordinal)] + incident + "}";
        var report = Assert.IsType<IncidentReport>(RecordedReportCodec.Read(Encoding.UTF8.GetBytes(payload), RecordedAt).Report);
        Assert.Equal("of-another-day", report.Type);
        Assert.Equal("Mars/Olympus", report.Occurred!.Zone);
    }

    [Fact]
    public void Read_NamesTheVersion_WhenANewerReleaseWroteIt()
    {
        var fault = Assert.Throws<StoredFormException>(() => RecordedReportCodec.Read("""{"v":2,"anything":[]}"""u8, RecordedAt));

        Assert.Contains("version 2", fault.Message, StringComparison.Ordinal);
        Assert.Contains("reads version 1", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\"v\":1,", "")]
    [InlineData("\"reliability\":\"F\"", "\"reliability\":\"Z\"")]
    [InlineData("\"reliability\":\"F\",", "")]
    [InlineData("\"scope\":\"ucdp\"", "\"scope\":7")]
    [InlineData("\"scope\":\"ucdp\",", "\"scoop\":\"ucdp\",")]
    [InlineData("\"scope\":\"ucdp\",", "\"scope\":\"ucdp\",\"lineage\":4,")]
    [InlineData("\"scope\":\"ucdp\",", "\"scope\":\"ucdp\",\"lineage\":[\"nothing\"],")]
    [InlineData("\"scope\":\"ucdp\",", "\"scope\":\"ucdp\",\"analyst\":\"yes\",")]
    [InlineData("2023-11-09T18:41:01Z", "yesterday")]
    [InlineData("\"kind\":\"retraction\"", "\"kind\":\"rumour\"")]
    [InlineData("\"reason\":\"r\"", "\"raison\":\"r\"")]
    [InlineData("}}", "}")]
    [InlineData("}}", "}}{}")]
    public void Read_Throws_WhenThePayloadIsDamaged(string what, string with)
    {
        var payload = what.Length == 0 ? "" : Line(GoldenLeast).Replace(what, with, StringComparison.Ordinal);

        Assert.Throws<StoredFormException>(() => RecordedReportCodec.Read(Encoding.UTF8.GetBytes(payload), RecordedAt));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{}{}")]
    [InlineData("{")]
    public void Write_Throws_WhenAsSentIsNotOneObject(string asSent) =>
        Assert.Throws<ArgumentException>(() => RecordedReportCodec.Write(Least with { AsSent = asSent }));

    private static string Line(string golden) => golden.ReplaceLineEndings("");

    private static byte[] Utf8(string golden) => Encoding.UTF8.GetBytes(Line(golden));
}
