using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Domain.Catalogue;
using Actors.Domain.Reports;
using Actors.Domain.Stix;
using Actors.Domain.Tests.Schemas;
using Actors.Domain.Tests.Threat;

namespace Actors.Domain.Tests.Stix;

public sealed class StixBundleTests
{
    private static readonly DateTimeOffset Made = new(2023, 11, 9, 19, 0, 0, TimeSpan.Zero);
    private static readonly IncidentReport Report = new()
    {
        Id = "guardian:2023-11-09:05",
        Source = "kurdistan-counter-terrorism-service",
        PublishedAt = Made.AddMinutes(-20),
        Credibility = 2,
        Url = "https://example.org/article",
        Quote = "attacks by drones caused a fire",
        Outcome = Outcome.Hit,
    };

    [Fact]
    public void Version5_GivesThePublishedExample() =>
        // The DNS name www.example.com of RFC 9562, appendix A.4.
        Assert.Equal(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"), StixIds.Version5(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com"));

    [Fact]
    public void Bundle_IsTheSame_WhenMadeAgain() => Assert.Equal(Bundle().Write(), Bundle().Write());

    [Theory]
    [InlineData(1, 90)]
    [InlineData(5, 10)]
    [InlineData(6, null)]
    [InlineData(null, null)]
    public void Confidence_LeavesOutWhatCannotBeJudged(int? credibility, int? confidence) =>
        Assert.Equal(confidence, StixConfidence.OfCredibility(credibility));

    [Fact]
    public void Incident_KeepsUnknownApartFromZero_AndAnInterceptedAttackIsBlocked()
    {
        using var document = JsonDocument.Parse(Bundle().Write());
        var incident = Of(document, "incident").Single();
        var extension = incident.GetProperty("extensions").EnumerateObject().Single().Value;
        Assert.Equal("blocked", extension.GetProperty("determination").GetString());
        Assert.Equal(0, extension.GetProperty("impacted_entity_counts").GetProperty("killed").GetInt32());
        Assert.False(extension.GetProperty("impacted_entity_counts").TryGetProperty("injured", out _));
        Assert.Equal("2023-11-09T18:00:00.000Z", incident.GetProperty("created").GetString());
        Assert.Equal("disagree", Of(document, "opinion").First(o => o.GetProperty("authors")[0].GetString() == Report.Source).GetProperty("opinion").GetString());
        Assert.True(Of(document, "report").Single().GetProperty("revoked").GetBoolean());
    }

    [ReferenceFact]
    public void Bundle_IsValidByTheSchemas()
    {
        var folder = ReferenceFactAttribute.PathOf("stix2.1/schemas");
        JsonElement Load(string path) => JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, path))).RootElement;
        using var document = JsonDocument.Parse(Bundle().Write());

        // The published bundle schema lists neither grouping, incident, location, note nor opinion, and its branch for other types asks that
        // exactly one of two core schemas fits, of which every object with an id and dates fits both: none of those types can ever pass
        // it. So the bundle is held to it with the types it lists, and every object to the schema of its own type.
        var listed = JsonNode.Parse(document.RootElement.GetRawText())!;
        listed["objects"] = new JsonArray([.. listed["objects"]!.AsArray()
            .Where(o => (string)o!["type"]! is not ("grouping" or "incident" or "location" or "note" or "opinion" or "extension-definition")).Select(o => o!.DeepClone())]);
        Assert.Empty(new JsonSchemaCheck(Load("common/bundle.json"), Load, "common/bundle.json").Errors(JsonSerializer.SerializeToElement(listed)));
        var types = new HashSet<string>();
        foreach (var one in document.RootElement.GetProperty("objects").EnumerateArray())
        {
            var type = one.GetProperty("type").GetString()!;
            var path = $"{(type is "relationship" or "sighting" ? "sros" : type is "extension-definition" ? "common" : "sdos")}/{type}.json";
            Assert.Empty(new JsonSchemaCheck(Load(path), Load, path).Errors(one));
            types.Add(type);
        }

        Assert.Superset(new HashSet<string>(["incident", "identity", "location", "report", "note", "opinion", "relationship", "sighting", "threat-actor", "grouping", "extension-definition"]), types);

        // The schemas do refuse what STIX forbids.
        var incident = Of(document, "incident").Single().GetRawText();
        using var bad = JsonDocument.Parse(incident.Replace("18:00:00.000Z", "18:00:00+00:00", StringComparison.Ordinal));
        Assert.NotEmpty(new JsonSchemaCheck(Load("sdos/incident.json"), Load, "sdos/incident.json").Errors(bad.RootElement));
    }

    private static IEnumerable<JsonElement> Of(JsonDocument document, string type) =>
        document.RootElement.GetProperty("objects").EnumerateArray().Where(o => o.GetProperty("type").GetString() == type);

    private static StixBundle Bundle()
    {
        var bundle = new StixBundle(Made);
        var place = bundle.Base(new BaseEntry("al-harir", ["Al-Harir", "Harir"], "iq-ar", 36.53, 44.34, null));
        bundle.Region(new RegionEntry("iq-ar", ["Erbil"], "subdivision", "iq", "Asia/Baghdad", null, null));
        bundle.Region(new RegionEntry("middle-east", ["Middle East"], "theatre", "world", null, null, null));
        bundle.Unknown(SubjectId.Base("camp-x"));
        var militias = bundle.Group("iran-backed-militias", new GroupEntry("iran-backed-militias", ["Iran-backed militias", "militias"], [], []), attacker: true);
        var us = bundle.Group("us-forces", null, attacker: false);
        var source = bundle.Source(Report.Source, new SourceEntry(Report.Source, ["Kurdistan CTS"], 'C', "service"));
        var incident = bundle.Incident(new StixIncident
        {
            Id = NewsDay.Harir.Id,
            Name = "Drones at al-Harir",
            Created = Made.AddHours(-1),
            Modified = Made,
            Start = Made.AddHours(-22),
            Outcome = Outcome.Intercepted,
            Places = [place],
            Perpetrators = [new StixParty(militias, 50)],
            Targets = [new StixParty(us)],
            Killed = 0,
            Claims = [new StixClaim(Report, source, Made, Agrees: false, Withdrawn: true)],
        });
        bundle.Statement("level:base:al-harir", "Threat level", "Charlie, computed", Made, [incident, place]);
        bundle.Denial(
            new StatementReport { Id = "guardian:2023-11-09:10", Source = "iran", PublishedAt = Made, Speaker = "iran", Stance = Stance.Denial },
            bundle.Source("iran", null), Made, [incident]);
        return bundle;
    }
}
