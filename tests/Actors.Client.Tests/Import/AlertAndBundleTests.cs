using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Reports;
using Actors.Import.Cap;
using Actors.Import.Stix;
using Actors.Testing;

namespace Actors.Import.Tests;

/// <summary>CAP 1.2 alerts and STIX 2.1 bundles.</summary>
public sealed class AlertAndBundleTests
{
    private const string Info =
        "<info><category>Security</category><event>Drone attack</event><urgency>Past</urgency><severity>Severe</severity><certainty>Observed</certainty><onset>2023-11-09T04:10:00+03:00</onset>"
        + "<headline>Drone downed</headline><area><areaDesc>Near Erbil</areaDesc><circle>36.2,44.0 5</circle></area></info>";

    [Fact]
    public void Alert_BecomesAReportOnTheIncidentOfItsChain()
    {
        var first = Rows.Report(Assert.Single(Cap(Alert("a1", "Alert", "", Info))));
        Assert.Equal(("cap:desk@example.org,a1", "desk@example.org", "desk@example.org,a1"), (first.Id, first.Source, first.Incident));
        Assert.Equal(new DateOnly(2023, 11, 9), first.Occurred!.From);
        Assert.Equal(("Near Erbil", 36.2, 44.0), (first.Place!.Name, first.Place.Lat, first.Place.Lon));
        Assert.Equal("Drone attack\nDrone downed", first.Quote);
        var update = Rows.Report(Assert.Single(Cap(Alert("a2", "Update", "<references>desk@example.org,a1,2023-11-09T05:00:00+00:00</references>", Info))));
        Assert.Equal(first.Incident, update.Incident);
    }

    [Fact]
    public void Cancel_WithdrawsTheReportOfEachAlertItNames()
    {
        var row = Assert.Single(Cap(Alert("a3", "Cancel", "<references>desk@example.org,a1,2023-11-09T05:00:00+00:00</references>", "")));
        Assert.Equal("cap:desk@example.org,a1", Assert.IsType<RetractionReport>(row.Report).Retracts);
        Assert.Contains("no references", Assert.Single(Cap(Alert("a3", "Cancel", "", ""))).Refusal!, StringComparison.Ordinal);
    }

    [Fact]
    public void Alert_IsRefused_WhenItIsCutOffOrAnotherDocument()
    {
        var whole = Alert("a1", "Alert", "", Info);
        Assert.Contains("no well-formed XML", Assert.Throws<ImportFormatException>(() => Cap(whole[..^20])).Message, StringComparison.Ordinal);
        Assert.Contains("no CAP 1.2 alert", Assert.Throws<ImportFormatException>(() => Cap("<feed/>")).Message, StringComparison.Ordinal);
        Assert.Contains("DTD", Assert.Throws<ImportFormatException>(() => Cap("<!DOCTYPE a [<!ENTITY b \"c\">]><a/>")).Message, StringComparison.Ordinal);
    }

    [SharedDataFact("reference/cap-samples/australia.cap")]
    public void Alert_OfAPublishedSample_IsReadOrSaysWhyNot()
    {
        var row = Assert.Single(new CapSource("australia.cap").Read(File.OpenRead(SharedData.PathOf("reference/cap-samples/australia.cap"))));
        Assert.True(row.Report is IncidentReport { Quote.Length: > 0 } || row.Skipped is not null, row.Refusal);
    }

    [Fact]
    public void Incident_OfABundle_BecomesAReport()
    {
        const string Bundle =
            """
            {"type":"bundle","id":"bundle--1","objects":[
              {"type":"incident","spec_version":"2.1","id":"incident--7","created":"2023-11-09T10:00:00.000Z","modified":"2023-11-10T10:00:00.000Z","created_by_ref":"identity--1","name":"Attack on {Harir}"},
              {"type":"identity","spec_version":"2.1","id":"identity--1","name":"The desk"},
              {"type":"incident","id":"incident--8","modified":"2023-11-10T10:00:00.000Z","revoked":true}]}
            """;
        var rows = Rows.Read(new StixSource(Catalogue.BuiltIn, "test.json"), Bundle);
        var report = Rows.Report(Assert.Single(rows, r => r.Report is not null));
        Assert.Equal(("incident--7:2023-11-10T10:00:00.000Z", "The desk", "incident--7", "Attack on {Harir}"), (report.Id, report.Source, report.Incident, report.Quote));
        Assert.Contains("is revoked", Assert.Single(rows, r => r.Refusal is not null).Refusal!, StringComparison.Ordinal);
        Assert.Single(rows, r => r.Skipped is not null);
    }

    /// <summary>The objects stand in any order; a location whose identity has its name is a base, another a place in its division.</summary>
    [Theory]
    [InlineData("blocked", Outcome.Intercepted)]
    [InlineData("failed-attempt", Outcome.Failed)]
    [InlineData("confirmed", Outcome.Hit)]
    [InlineData("suspected", null)]
    public void Incident_OfABundle_TakesPlacePartiesOutcomeAndCasualties_FromItsRelationshipsAndExtension(string determination, Outcome? outcome)
    {
        var bundle =
            """
            {"type":"bundle","id":"bundle--1","objects":[
              {"type":"relationship","relationship_type":"located-at","source_ref":"incident--7","target_ref":"location--1"},
              {"type":"relationship","relationship_type":"attributed-to","source_ref":"incident--7","target_ref":"threat-actor--1","created_by_ref":"identity--2"},
              {"type":"incident","spec_version":"2.1","id":"incident--7","created":"2023-11-09T10:00:00.000Z","modified":"2023-11-10T10:00:00.000Z","created_by_ref":"identity--1","name":"Drones","confidence":70,
               "external_references":[{"source_name":"x","url":"https://example.org/7"}],
               "extensions":{"extension-definition--ef765651-680c-498d-9894-99799f2fa126":{"extension_type":"property-extension","determination":"DETERMINATION","investigation_status":"open",
                 "start_time":"2023-11-08T22:30:00.000Z","start_time_fidelity":"minute","impacted_entity_counts":{"killed":0,"injured":2}}}},
              {"type":"relationship","relationship_type":"impacts","source_ref":"incident--7","target_ref":"identity--3"},
              {"type":"location","id":"location--1","name":"Camp","country":"IQ","administrative_area":"IQ-AR","latitude":36.5,"longitude":44.3,"precision":500},
              {"type":"identity","id":"identity--1","name":"The desk"},{"type":"identity","id":"identity--2","name":"The ministry"},{"type":"identity","id":"identity--3","name":"US forces"},
              {"type":"threat-actor","id":"threat-actor--1","name":"Militias"},RESIDENT
              {"type":"incident","id":"incident--8","modified":"2023-11-10T10:00:00.000Z","extensions":{"extension-definition--ef765651-680c-498d-9894-99799f2fa126":{"determination":"false-positive"}}}]}
            """.Replace("DETERMINATION", determination, StringComparison.Ordinal);
        var report = Rows.Report(Assert.Single(Bundle(bundle.Replace("RESIDENT", "", StringComparison.Ordinal)), r => r.Report is not null));
        Assert.Equal(new Place { Region = "iq-ar", Name = "Camp", Lat = 36.5, Lon = 44.3, Precision = PlacePrecision.Exact }, report.Place);

        // Past midnight there.
        Assert.Equal((new DateOnly(2023, 11, 9), DayPrecision.Day), (report.Occurred!.From, report.Occurred.Precision));
        Assert.Equal((outcome, 2, "https://example.org/7"), (report.Outcome, report.Credibility, report.Url));
        Assert.Equal([new Perpetrator("Militias", PerpetratorRole.Suspected, "The ministry")], report.Perpetrators.AsEnumerable());
        Assert.Equal(["US forces"], report.Targets.AsEnumerable());
        Assert.Equal([new Casualties(null, Figure.Exactly(0), Figure.Exactly(2))], report.Casualties.AsEnumerable());

        const string Resident =
            """{"type":"identity","id":"identity--4","name":"Camp","identity_class":"organization"},{"type":"relationship","relationship_type":"located-at","source_ref":"identity--4","target_ref":"location--1"},""";
        var there = Rows.Report(Assert.Single(Bundle(bundle.Replace("RESIDENT", Resident, StringComparison.Ordinal)), r => r.Report is not null));
        Assert.Equal(("Camp", "iq-ar", null), (there.Place!.Base, there.Place.Region, there.Place.Name));
        Assert.Contains(Bundle(bundle.Replace("RESIDENT", "", StringComparison.Ordinal)), r => r.Skipped?.Contains("false positive", StringComparison.Ordinal) == true);
        Assert.Contains("impacted_entity_counts.killed", Assert.Single(Bundle(bundle.Replace("RESIDENT", "", StringComparison.Ordinal).Replace("\"killed\":0", "\"killed\":-1", StringComparison.Ordinal)), r => r.Refusal is not null).Refusal!, StringComparison.Ordinal);
    }

    private static List<ImportedRow> Bundle(string text) => Rows.Read(new StixSource(Catalogue.BuiltIn, "test.json"), text);

    private static List<ImportedRow> Cap(string text) => Rows.Read(new CapSource("test.cap"), text);

    private static string Alert(string id, string kind, string references, string info) =>
        $"<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>{id}</identifier><sender>desk@example.org</sender><sent>2023-11-09T05:00:00+00:00</sent>"
        + $"<status>Actual</status><msgType>{kind}</msgType><scope>Public</scope>{references}{info}</alert>";
}
