using System.Collections.Immutable;
using System.Xml.Linq;
using System.Xml.Schema;
using Actors.Domain.Threat.Cap;
using Actors.Domain.Threat.Notifications;
using Actors.Domain.Threat.Policies;

namespace Actors.Domain.Tests.Threat.Cap;

public sealed class CapWriterTests
{
    private static readonly XNamespace Cap = CapWriter.Namespace;

    private static readonly Notification Raised = new()
    {
        Position = 17,
        Kind = NotificationKind.LevelRaised,
        Subject = SubjectId.Base("al-harir"),
        At = new DateTimeOffset(2023, 11, 9, 18, 41, 2, 113, TimeSpan.Zero),
        From = "Normal",
        To = "Charlie",
        Text = "Al-Harir: threat level raised <from> Normal & so on.",
        Evidence = ["/v1/incidents/00000000-0000-0000-0000-000000000002"],
        Policy = "base-default@3",
        Positions = ImmutableSortedDictionary<int, long>.Empty.Add(0, 41),
    };

    private static readonly CapContext Context = new()
    {
        Sender = "actors.example.org",
        Scale = ThreatScale.Fpcon,
        SubjectName = "Al-Harir",
        Lat = 36.53,
        Lon = 44.34,
        Web = "https://actors.example.org",
        Certainty = CapCertainty.Likely,
        PolicyHash = "abc",
    };

    private static readonly CapContext Chained = Context with { References = [new CapReference(11, Raised.At.AddDays(-1)), new CapReference(17, Raised.At)] };

    private static readonly Notification Withdrawn = Raised with { Position = 30, Kind = NotificationKind.Correction, From = "Charlie", To = "Normal", Corrects = 17, At = Raised.At.AddHours(1) };

    [Fact]
    public void FirstLevel_IsAnAlert_WithoutReferences()
    {
        var alert = Alert(Raised, Context);
        Assert.Equal(("17", "Alert", "2023-11-09T18:41:02-00:00"), (Of(alert, "identifier"), Of(alert, "msgType"), Of(alert, "sent")));
        Assert.Null(alert.Element(Cap + "references"));
        var info = alert.Element(Cap + "info")!;
        Assert.Equal(("Severe", "Expected", "Likely"), (Of(info, "severity"), Of(info, "urgency"), Of(info, "certainty")));
        Assert.Equal(Raised.Text, Of(info, "description"));
        Assert.Contains("not an official FPCON", Of(info, "headline"));
        Assert.Equal("36.53,44.34 10", Of(info.Element(Cap + "area")!, "circle"));
    }

    [Theory]
    [InlineData("Alpha", "Minor")]
    [InlineData("Bravo", "Moderate")]
    [InlineData("Charlie", "Severe")]
    [InlineData("Delta", "Extreme")]
    public void Severity_FollowsTheLevel(string level, string severity) =>
        Assert.Equal(severity, Of(Alert(Raised with { To = level }, Context).Element(Cap + "info")!, "severity"));

    [Fact]
    public void LaterLevel_IsAnUpdate_ThatNamesTheWholeChain()
    {
        var alert = Alert(Raised with { Position = 20, From = "Charlie", To = "Delta" }, Chained);
        Assert.Equal("Update", Of(alert, "msgType"));
        Assert.Equal("actors.example.org,11,2023-11-08T18:41:02-00:00 actors.example.org,17,2023-11-09T18:41:02-00:00", Of(alert, "references"));
    }

    [Fact]
    public void FallToTheBaseline_IsAnUpdateWithAllClear_AndWithdrawalIsACancel()
    {
        var fall = Alert(Raised with { Position = 21, Kind = NotificationKind.LevelLowered, From = "Alpha", To = "Normal" }, Chained);
        Assert.Equal(("Update", "AllClear"), (Of(fall, "msgType"), Of(fall.Element(Cap + "info")!, "responseType")));

        var cancel = Alert(Withdrawn, Chained);
        Assert.Equal("Cancel", Of(cancel, "msgType"));
        Assert.Contains("notification 17", Of(cancel, "note"));
    }

    [ReferenceFact]
    public void EveryMessage_IsValidByTheSchema()
    {
        var schemas = new XmlSchemaSet();
        schemas.Add(CapWriter.Namespace, ReferenceFactAttribute.PathOf("cap-1.2.xsd"));
        (Notification, CapContext)[] messages =
        [
            (Raised, Context), (Raised with { Position = 20, To = "Delta" }, Chained), (Withdrawn, Chained),
            (Raised with { Evidence = [] }, Context with { Lat = null, Web = null, Exercise = true }),
            (Raised with { From = "1", To = "6" }, Context with { Scale = ThreatScale.UnSls, Expires = Raised.At.AddDays(3) }),
        ];
        foreach (var (notification, context) in messages)
        {
            var errors = new List<string>();
            XDocument.Load(new MemoryStream(CapWriter.Write(notification, context))).Validate(schemas, (_, e) => errors.Add(e.Message));
            Assert.Empty(errors);
        }

        // The schema does refuse what CAP forbids.
        var bad = Alert(Raised, Context);
        bad.Element(Cap + "sent")!.Value = "2023-11-09T18:41:02Z";
        Assert.Throws<XmlSchemaValidationException>(() => new XDocument(bad).Validate(schemas, null));
    }

    [Fact]
    public void Write_Refuses_WhatHasNoMessage()
    {
        Assert.Throws<ArgumentException>(() => CapWriter.Write(Raised with { To = null }, Context));
        Assert.Throws<ArgumentException>(() => CapWriter.Write(Raised with { To = "Severe" }, Context));
        Assert.Throws<ArgumentException>(() => CapWriter.Write(Raised, Context with { Sender = "a b" }));
    }

    [Fact]
    public void AtomFeed_LinksLevelsToTheirMessage_AndOthersToTheirEvidence()
    {
        XNamespace atom = "http://www.w3.org/2005/Atom";
        var record = Raised with { Position = 18, Kind = NotificationKind.Record, From = null, To = null };
        var feed = XDocument.Load(new MemoryStream(AtomWriter.Write("https://actors.example.org", [record, Raised], Raised.At))).Root!;
        var entries = feed.Elements(atom + "entry").ToArray();
        Assert.Equal(["base:al-harir: record", "base:al-harir: level-raised to Charlie"], entries.Select(e => e.Element(atom + "title")!.Value));
        Assert.Equal("https://actors.example.org/v1/alerts/17.cap", entries[1].Elements(atom + "link").First().Attribute("href")!.Value);
        Assert.Equal(2, entries.Select(e => e.Element(atom + "id")!.Value).Distinct().Count());
        Assert.Equal("2023-11-09T18:41:02.113Z", feed.Element(atom + "updated")!.Value);
    }

    private static XElement Alert(Notification notification, CapContext context) =>
        XDocument.Load(new MemoryStream(CapWriter.Write(notification, context))).Root!;

    private static string Of(XElement element, string name) => element.Element(Cap + name)!.Value;
}
