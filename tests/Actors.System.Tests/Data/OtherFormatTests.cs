using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Actors.Client;
using Actors.System.Tests.Commands;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Data;

/// <summary>GDELT, UCDP Candidate, ACLED with deletions, STIX and CAP through the whole system: command line, HTTP, intake, ledger, subjects; each twice.</summary>
public sealed class OtherFormatTests
{
    private const string CandidateHeader =
        "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,"
        + "side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,where_description,"
        + "adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob";

    [Fact]
    public async Task Gdelt_CountsAttacksOnly_ByCountryAndParty_AtTheLowestCredibility()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var file = folder.File("20240102.export.CSV.zip");
        await using (var zip = await ZipFile.OpenAsync(file, ZipArchiveMode.Create))
        await using (var entry = await zip.CreateEntry("20240102.export.CSV").OpenAsync())
        {
            await entry.WriteAsync(Encoding.UTF8.GetBytes(
                Gdelt(1, "20240101", "MILITANTS", "US MILITARY", "194", "Baghdad, Baghdad, Iraq", 33.3, 44.4)
                + Gdelt(2, "20240101", "MILITANTS", "VILLAGE", "195", "Deir Ez Zor, Dayr Az Zawr, Syria", 35.3, 40.1)
                + Gdelt(3, "20240101", "IRAQ", "UNITED STATES", "042", "Baghdad, Baghdad, Iraq", 33.3, 44.4)
                + Gdelt(4, "someday", "MILITANTS", "VILLAGE", "190", "Baghdad, Baghdad, Iraq", 33.3, 44.4)));
        }

        var import = await ImportAsync(host, 1, file);
        Assert.Equal((2, 1, 1), (Number(import, "recorded"), Number(import, "skipped"), Number(import, "refused")));
        using var client = new ActorsClient(host.Http.BaseAddress!);
        await CountsAsync(client, "region:iq", 1, killed: 0);
        await CountsAsync(client, "region:sy", 1, killed: 0);
        var incident = Assert.Single((await client.ListIncidentsAsync(new IncidentQuery { Subject = "region:sy" })).Items);
        Assert.Equal("air-drone-strike", incident.Type);
        Assert.All((await client.GetIncidentAsync(incident.Id)).Fields.SelectMany(f => f.For), claim => Assert.Equal(("gdelt", 6), (claim.Source, claim.Credibility ?? 6)));
        var again = await ImportAsync(host, 1, file);
        Assert.Equal((0, 2), (Number(again, "recorded"), Number(again, "duplicates")));
        await host.Http.VerifyAsync("after GDELT");
    }

    [Fact]
    public async Task UcdpCandidate_TakesTheValuesOfTheLaterMonth_ForAnEventThatRepeats()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);

        // With a byte order mark, CRLF and a row of HXL tags; the next month without a header at all.
        var march = folder.File("GEDEvent_v24_0_3.csv");
        await File.WriteAllTextAsync(
            march,
            string.Join("\r\n", CandidateHeader, string.Join(',', CandidateHeader.Split(',').Select(c => "#" + c)), Candidate("501", "2024-03-02", "4.0", "5", "3"), Candidate("502", "2024-03-05 00:00:00.000", "1", "1", "1")) + "\r\n",
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        var april = folder.File("GEDEvent_v24_0_4.csv");
        await File.WriteAllTextAsync(april, Candidate("501", "2024-03-02", "9", "9", "7") + "\n" + Candidate("503", "2024-04-01", "2", "2", "2") + "\n");
        var first = await ImportAsync(host, 0, march, "--release", "24.0.3");
        Assert.Equal((2, 0), (Number(first, "recorded"), Number(first, "refused")));
        using var client = new ActorsClient(host.Http.BaseAddress!);
        await CountsAsync(client, "region:sy", 2, killed: 5);
        var then = (await client.GetTallyAsync("region:sy")).AsOf;
        var second = await ImportAsync(host, 0, april, "--release", "24.0.4");
        Assert.Equal(2, Number(second, "recorded"));
        await CountsAsync(client, "region:sy", 3, killed: 12);
        await CountsAsync(client, "group:government-of-syria", 3, killed: 12);

        // What was known before is still known as that, and why it changed.
        Assert.Equal((2, 5), ((await client.GetTallyAsync("region:sy", new TallyQuery { AsOf = then })).Incidents, (await client.GetTallyAsync("region:sy", new TallyQuery { AsOf = then })).Killed.Best));
        var difference = await client.GetDifferenceAsync("region:sy", then);
        Assert.Equal(2, difference.Incidents.Count);
        Assert.Contains(difference.Incidents, i => i.Before is not null && i.Reports.Any(r => r.StartsWith("ucdp:24.0.4:501:", StringComparison.Ordinal)));
        foreach (var (file, release) in new[] { (march, "24.0.3"), (april, "24.0.4") })
        {
            Assert.Equal((0, 2), (Number(await ImportAsync(host, 0, file, "--release", release), "recorded"), Number(await ImportAsync(host, 0, file, "--release", release), "duplicates")));
        }

        await CountsAsync(client, "region:sy", 3, killed: 12);
        await host.Http.VerifyAsync("after two months of UCDP Candidate");
    }

    /// <summary>Rows of our own in ACLED's layout.</summary>
    [Fact]
    public async Task Acled_DeletionsWithdrawEveryReportOnAnEvent_AndAChangedRowRevisesIt()
    {
        const string Header = "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,actor2,country,admin1,location,latitude,longitude,geo_precision,notes,fatalities,timestamp\n";
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        using var client = new ActorsClient(host.Http.BaseAddress!);
        await File.WriteAllTextAsync(
            folder.File("events.csv"),
            Header + "TST1,2024-05-16,1,Explosions/Remote violence,Air/drone strike,Blue,Red,Iraq,Ninewa,Mosul,36.3,43.1,2,Words,4,1747400000\n"
            + "TST2,2024-05-17,1,Battles,Armed clash,Blue,Red,Iraq,Ninewa,Mosul,36.3,43.1,2,Words,2,1747400000\n");
        await File.WriteAllTextAsync(folder.File("later.csv"), Header + "TST1,2024-05-16,1,Explosions/Remote violence,Air/drone strike,Blue,Red,Iraq,Ninewa,Mosul,36.3,43.1,2,Words,7,1747500000\n");
        await File.WriteAllTextAsync(folder.File("deleted.csv"), "event_id_cnty,deleted_timestamp\nTST1,1747600000\nTST9,1747600000\n");
        Assert.Equal(2, Number(await ImportAsync(host, 0, folder.File("events.csv")), "recorded"));
        await CountsAsync(client, "region:iq-ni", 2, killed: 6);
        Assert.Equal(1, Number(await ImportAsync(host, 0, folder.File("later.csv")), "recorded"));
        await CountsAsync(client, "region:iq-ni", 2, killed: 9);
        Assert.Equal(2, Number(await ImportAsync(host, 0, folder.File("deleted.csv")), "recorded"));
        await CountsAsync(client, "region:iq-ni", 1, killed: 2);
        Assert.Equal(2, Number(await ImportAsync(host, 0, folder.File("deleted.csv")), "duplicates"));
        await CountsAsync(client, "region:iq-ni", 1, killed: 2);
        await host.Http.VerifyAsync("after deletions");
    }

    [Fact]
    public async Task Stix_RecordsIncidents_AndALaterVersionOfOneIsARevision()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var file = folder.File("bundle.json");
        await File.WriteAllTextAsync(file, Bundle("2023-11-10T10:00:00.000Z", "Attack on a camp"));
        var first = await ImportAsync(host, 1, file);
        Assert.Equal((1, 1, 2), (Number(first, "recorded"), Number(first, "refused"), Number(first, "skipped")));
        await File.WriteAllTextAsync(file, Bundle("2023-11-12T10:00:00.000Z", "Attack on a camp, confirmed"));
        Assert.Equal(1, Number(await ImportAsync(host, 1, file), "recorded"));
        Assert.Equal((0, 1), (Number(await ImportAsync(host, 1, file), "recorded"), Number(await ImportAsync(host, 1, file), "duplicates")));
        using var client = new ActorsClient(host.Http.BaseAddress!);
        await CountsAsync(client, "region:world", 1, killed: 0);
        var incident = Assert.Single((await client.ListIncidentsAsync(new IncidentQuery { Text = "confirmed" })).Items);
        Assert.Equal((2, new DateOnly(2023, 11, 9)), (incident.Revision, incident.Day));
        Assert.All((await client.GetIncidentAsync(incident.Id)).Fields.SelectMany(f => f.For), claim => Assert.Equal("The desk", claim.Source));
        await host.Http.VerifyAsync("after two bundles");
    }

    [Fact]
    public async Task Cap_AlertUpdateAndCancel_AreOneIncidentThatIsWithdrawn()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        using var client = new ActorsClient(host.Http.BaseAddress!);
        await File.WriteAllTextAsync(folder.File("a1.cap"), Alert("a1", "Alert", references: null));
        await File.WriteAllTextAsync(folder.File("a2.cap"), Alert("a2", "Update", "desk@example.org,a1,2023-11-09T05:00:00+00:00"));
        await File.WriteAllTextAsync(folder.File("a3.cap"), Alert("a3", "Cancel", "desk@example.org,a1,2023-11-09T05:00:00+00:00 desk@example.org,a2,2023-11-09T06:00:00+00:00"));
        Assert.Equal(1, Number(await ImportAsync(host, 0, folder.File("a1.cap")), "recorded"));
        Assert.Equal(1, Number(await ImportAsync(host, 0, folder.File("a2.cap")), "recorded"));
        await CountsAsync(client, "region:world", 1, killed: 0);
        var incident = Assert.Single((await client.ListIncidentsAsync(new IncidentQuery { Text = "Near Erbil" })).Items);
        Assert.Equal((2, 36.2, 44.0), (incident.Revision, incident.Lat, incident.Lon));
        Assert.Equal(2, Number(await ImportAsync(host, 0, folder.File("a3.cap")), "recorded"));
        await CountsAsync(client, "region:world", 0, killed: 0);
        Assert.False((await client.GetIncidentAsync(incident.Id)).Live);
        Assert.Equal(2, Number(await ImportAsync(host, 0, folder.File("a3.cap")), "duplicates"));
        await host.Http.VerifyAsync("after an alert was cancelled");
    }

    private static async Task<JsonElement> ImportAsync(HostProcess host, int code, params string[] arguments)
    {
        var import = await ActorsCommand.RunAsync(host.Http.BaseAddress!.ToString(), input: null, ["import", .. arguments, "--json"]);
        Assert.True(import.Code == code, $"{import.Code}: {import.Error} {import.Output}");
        return import.Json;
    }

    private static async Task CountsAsync(ActorsClient client, string subject, long incidents, long killed) => await Eventually.BecomesAsync(
        $"{subject} has {incidents} incidents and {killed} killed",
        async () =>
        {
            var tally = await client.GetTallyAsync(subject);
            return (tally.Incidents, tally.Killed.Best);
        },
        counted => counted == (incidents, killed));

    private static string Gdelt(int id, string day, string actor1, string actor2, string code, string place, double lat, double lon)
    {
        var cells = Enumerable.Repeat("", 61).ToArray();
        (cells[0], cells[1], cells[6], cells[16], cells[26], cells[27], cells[28]) = (Text(id), day, actor1, actor2, code, code[..2], code[..2]);
        (cells[52], cells[56], cells[57], cells[59], cells[60]) = (place, Text(lat), Text(lon), "20240102001500", $"https://example.org/{id}");
        return string.Join('\t', cells) + "\n";

        static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
    }

    private static string Candidate(string id, string day, string best, string high, string low) => string.Join(',', CandidateHeader.Split(',').Select(column => column switch
    {
        "id" => id,
        "year" => "2024",
        "type_of_violence" => "1",
        "side_a" => "Government of Syria",
        "side_b" => "Syrian insurgents",
        "country" => "Syria",
        "where_prec" or "date_prec" => "1.0",
        "where_description" => "\"a village, in the plain\"",
        "date_start" or "date_end" => day,
        "best" => best,
        "high" => high,
        "low" => low,
        _ => "",
    }));

    private static string Bundle(string modified, string name) => $$"""
        {"type":"bundle","id":"bundle--1","objects":[
          {"type":"incident","spec_version":"2.1","id":"incident--7","created":"2023-11-09T10:00:00.000Z","modified":"{{modified}}","created_by_ref":"identity--1","first_seen":"2023-11-09T04:00:00Z","name":"{{name}}"},
          {"type":"identity","spec_version":"2.1","id":"identity--1","name":"The desk"},
          {"type":"relationship","spec_version":"2.1","id":"relationship--1","relationship_type":"related-to","source_ref":"incident--7","target_ref":"identity--1"},
          {"type":"incident","id":"incident--8","modified":"2023-11-10T10:00:00.000Z","revoked":true}]}
        """;

    private static string Alert(string id, string kind, string? references) =>
        $"<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>{id}</identifier><sender>desk@example.org</sender><sent>2023-11-09T0{4 + int.Parse(id[1..], CultureInfo.InvariantCulture)}:00:00+00:00</sent>"
        + $"<status>Actual</status><msgType>{kind}</msgType><scope>Public</scope>{(references is null ? "" : $"<references>{references}</references>")}"
        + (kind == "Cancel" ? "" : "<info><category>Security</category><event>Drone attack</event><urgency>Past</urgency><severity>Severe</severity><certainty>Observed</certainty><onset>2023-11-09T04:10:00+03:00</onset>"
            + "<headline>Drone downed</headline><area><areaDesc>Near Erbil</areaDesc><circle>36.2,44.0 5</circle></area></info>")
        + "</alert>";

    private static int Number(JsonElement summary, string name) => summary.GetProperty(name).GetInt32();
}
