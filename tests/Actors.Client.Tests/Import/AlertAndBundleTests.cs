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
        var rows = Rows.Read(new StixSource("test.json"), Bundle);
        var report = Rows.Report(Assert.Single(rows, r => r.Report is not null));
        Assert.Equal(("incident--7:2023-11-10T10:00:00.000Z", "The desk", "incident--7", "Attack on {Harir}"), (report.Id, report.Source, report.Incident, report.Quote));
        Assert.Contains("is revoked", Assert.Single(rows, r => r.Refusal is not null).Refusal!, StringComparison.Ordinal);
        Assert.Single(rows, r => r.Skipped is not null);
    }

    private static List<ImportedRow> Cap(string text) => Rows.Read(new CapSource("test.cap"), text);

    private static string Alert(string id, string kind, string references, string info) =>
        $"<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>{id}</identifier><sender>desk@example.org</sender><sent>2023-11-09T05:00:00+00:00</sent>"
        + $"<status>Actual</status><msgType>{kind}</msgType><scope>Public</scope>{references}{info}</alert>";
}
