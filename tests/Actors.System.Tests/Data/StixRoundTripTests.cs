using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Client;
using Actors.System.Tests.Commands;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Data;

/// <summary>Our own STIX export into an empty system: incidents with the same place, days, parties, outcome, casualties and sources.</summary>
public sealed class StixRoundTripTests
{
    private static readonly string[] Said =
        ["occurred", "place", "type", "weapon", "perpetrators", "targets", "outcome", "damage", "casualties", "contested"];

    [Fact]
    public async Task Import_OfOurOwnBundle_SaysOfEveryIncidentWhatItSaidBefore()
    {
        using var folder = new TemporaryFolder();
        await using var first = await HostProcess.StartAsync(Directory.CreateDirectory(folder.File("first")).FullName, environment: null, "--sample");
        await first.SaysAsync("Look next");
        await RecordMoreAsync(first.Http);
        var file = folder.File("bundle.json");
        var export = await ActorsCommand.RunAsync(first.Http.BaseAddress!.ToString(), input: null, "export", "--format", "stix", "--out", file);
        Assert.True(export.Code == 0, export.Error);

        // Page by page or in one go: the same bytes.
        Assert.Equal(await first.Http.GetStringAsync("v1/stix"), await File.ReadAllTextAsync(file));
        using var onePage = JsonDocument.Parse(await first.Http.GetStringAsync("v1/stix?limit=1"));
        Assert.True(onePage.RootElement.GetProperty("more").GetBoolean());

        await using var second = await HostProcess.StartAsync(Directory.CreateDirectory(folder.File("second")).FullName, environment: null, "--clock", "2023-11-09T22:00:00+03:00");
        var server = second.Http.BaseAddress!.ToString();
        var import = await ActorsCommand.RunAsync(server, input: null, "import", file, "--json");
        Assert.True(import.Code == 0, import.Error + import.Output);
        var expected = await IncidentsAsync(first.Http);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, await IncidentsAsync(second.Http));
        foreach (var subject in new[] { "regions/world", "regions/iq", "groups/us-forces", "bases/al-harir", "bases/camp-roundtrip" })
        {
            foreach (var by in new[] { "day", "type", "outcome", "perpetrator", "target", "place" })
            {
                var path = $"v1/{subject}/tally?by={by}";
                var tally = await CountedAsync(first.Http, path);
                await Eventually.BecomesAsync($"{path} is {tally}", () => CountedAsync(second.Http, path), counted => counted == tally);
            }
        }

        var again = await ActorsCommand.RunAsync(server, input: null, "import", file, "--json");
        Assert.Equal((0, 0), (again.Json.GetProperty("recorded").GetInt32(), again.Json.GetProperty("refused").GetInt32()));
        await second.Http.VerifyAsync("after a bundle of ours");
    }

    /// <summary>What the news day does not have: bounds of all kinds, positions, several days, an answer to another incident, a decision, a withdrawal.</summary>
    private static async Task RecordMoreAsync(HttpClient http)
    {
        await http.RecordOneAsync(
            """
            {"kind":"incident","id":"rt:1","source":"desk","via":["agency"],"publishedAt":"2023-11-08T09:00:00Z","credibility":3,"caveat":"not-independently-confirmed","url":"https://example.org/1","quote":"said so",
             "incident":"rt-1","occurred":{"from":"2023-11-05","to":"2023-11-07","precision":"approximate","zone":"Asia/Damascus"},"place":{"region":"sy-dy","name":"near the bridge","lat":35.3,"lon":40.1,"precision":"near"},
             "type":"air-drone-strike","weapon":"armed-drone","perpetrators":[{"group":"The Plain Front","role":"claimed","by":"The Plain Front"}],"targets":[{"group":"us-forces"},{"group":"Convoy guards"}],"outcome":"failed",
             "damage":[{"object":"fuel-depot","extent":"fire","count":{"atLeast":2}}],
             "casualties":[{"party":"us-forces","killed":{"low":1,"best":2,"high":5},"injured":{"atLeast":3}},{"party":"Convoy guards","killed":0}]}
            """);
        await http.RecordOneAsync("""{"kind":"incident","id":"rt:2","source":"monitor","publishedAt":"2023-11-08T10:00:00Z","incident":"rt-1","outcome":"hit","casualties":[{"party":"us-forces","killed":{"atMost":4}}]}""");
        await http.RecordOneAsync("""{"kind":"incident","id":"rt:3","source":"monitor","publishedAt":"2023-11-08T11:00:00Z","incident":"rt-2","occurred":{"from":"2023-11-08"},"place":{"base":"Camp Roundtrip"},"outcome":"intercepted","inResponseTo":["rt-1"]}""");
        await http.RecordOneAsync("""{"kind":"incident","id":"rt:4","source":"rumour","publishedAt":"2023-11-08T11:30:00Z","incident":"rt-2","outcome":"hit"}""");
        await http.RecordOneAsync("""{"kind":"retraction","id":"rt:r","source":"rumour","publishedAt":"2023-11-08T12:00:00Z","retracts":"rt:4","reason":"no such thing"}""");

        // Who was at a base is no incident, and in no bundle.
        await http.RecordOneAsync("""{"kind":"retraction","id":"rt:p","source":"desk","publishedAt":"2023-11-08T12:30:00Z","retracts":"guardian:2023-11-09:06","reason":"not carried by STIX"}""");
        await http.RecordOneAsync("""{"kind":"assessment","id":"rt:a","source":"desk","publishedAt":"2023-11-08T13:00:00Z","incident":"rt-1","set":{"outcome":"hit"},"reason":"seen on film"}""");
    }

    /// <summary>What is chosen for each incident and what its sources said, without ids and times of one system.</summary>
    private static async Task<List<string>> IncidentsAsync(HttpClient http)
    {
        using var client = new ActorsClient(http, new ActorsClientOptions());
        var all = new List<string>();
        await foreach (var item in client.AllIncidentsAsync(new IncidentQuery()))
        {
            var detail = JsonNode.Parse(await http.GetStringAsync($"v1/incidents/{item.Id}"))!.AsObject();
            var said = new JsonObject(Said.Select(name => KeyValuePair.Create(name, detail[name]?.DeepClone())));
            said["sources"] = new JsonArray([.. item.Sources.Order(StringComparer.Ordinal).Select(source => (JsonNode)source)]);
            said["answers"] = detail["inResponseTo"] is JsonArray answers ? answers.Count : 0;
            all.Add(said.ToJsonString());
        }

        return [.. all.Order(StringComparer.Ordinal)];
    }

    private static async Task<string> CountedAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path);
        if (!response.IsSuccessStatusCode)
        {
            return $"{response.StatusCode}";
        }

        var tally = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        foreach (var name in new[] { "positions", "asOf", "incidentsLink" })
        {
            tally.Remove(name);
        }

        return tally.ToJsonString();
    }
}
