using System.Text.Json;
using Actors.System.Tests.Chaos;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Xunit.Abstractions;

namespace Actors.System.Tests.Sample;

/// <summary>The first news day in every way its lines can come in: the same answers, and the scenario's notes that a tally or a list can show.</summary>
public sealed class NewsDayOrderTests(ITestOutputHelper output)
{
    private const string Evening = "2023-11-09T22:00:00+03:00";
    private const string Day = "from=2023-11-09&to=2023-11-09";

    [SharedDataTheory(ExpectedAnswers.File)]
    [InlineData("one by one, as written")]
    [InlineData("one by one, backwards")]
    [InlineData("one by one, shuffled")]
    [InlineData("one array, shuffled, each line twice in it")]
    [InlineData("import, shuffled, thrice")]
    [InlineData("pairs at once, shuffled, each line twice")]
    public async Task Answers_AreTheSame_InWhateverWayTheLinesCome(string way)
    {
        var seed = ChaosSettings.Seed;
        output.WriteLine($"seed {seed}");
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, environment: null, "--clock", Evening);
        var lines = await File.ReadAllLinesAsync(SharedData.PathOf("scenarios/iraq-2023-11-09.ndjson"));
        await SendAsync(host.Http, way, lines, new Random(seed));

        await ExpectedAnswers.AssertAsync(host.Http);
        await NotesAsync(host.Http);
        var again = await host.Http.RecordAsync(lines);
        Assert.All(again, receipt => Assert.Equal("duplicate", receipt.GetProperty("status").GetString()));
        await host.Http.VerifyAsync($"after '{way}', seed {seed}");
        await RetractionsAsync(host.Http);
        await host.Http.VerifyAsync($"after the retractions, '{way}', seed {seed}");
    }

    private static async Task SendAsync(HttpClient http, string way, string[] lines, Random random)
    {
        string[] Shuffled(int times)
        {
            var all = Enumerable.Repeat(lines, times).SelectMany(l => l).ToArray();
            random.Shuffle(all);
            return all;
        }

        switch (way)
        {
            case "one by one, as written":
                await OneByOneAsync(http, lines);
                break;
            case "one by one, backwards":
                await OneByOneAsync(http, [.. lines.Reverse()]);
                break;
            case "one by one, shuffled":
                await OneByOneAsync(http, Shuffled(1));
                break;
            case "one array, shuffled, each line twice in it":
                var receipts = await http.RecordAsync(Shuffled(2));
                Assert.Equal(lines.Length, receipts.Count(r => r.GetProperty("status").GetString() == "recorded"));
                Assert.Equal(lines.Length, receipts.Count(r => r.GetProperty("status").GetString() == "duplicate"));
                break;
            case "import, shuffled, thrice":
                var summary = await http.ImportAsync(Shuffled(3));
                Assert.Equal((lines.Length, 2 * lines.Length), (summary.GetProperty("recorded").GetInt32(), summary.GetProperty("duplicates").GetInt32()));
                break;
            default:
                foreach (var pair in Shuffled(2).Chunk(2))
                {
                    await Task.WhenAll(pair.Select(http.RecordOneAsync));
                }

                break;
        }
    }

    private static async Task OneByOneAsync(HttpClient http, string[] lines)
    {
        foreach (var line in lines)
        {
            Assert.Equal("recorded", (await http.RecordOneAsync(line)).GetProperty("status").GetString());
        }
    }

    private static async Task NotesAsync(HttpClient http)
    {
        // Presence: whether US forces were at al-harir is contested.
        Assert.Equal((2, 3, 3), await RangeAsync(http, $"v1/regions/iq/tally?{Day}&target=us-forces"));

        // Al-harir's outcome: two claims side by side, the fire with one source.
        var harir = await OnlyAsync(http, $"v1/incidents?subject=base:al-harir&{Day}");
        var outcome = harir.GetProperty("fields").EnumerateArray().Single(f => f.GetProperty("name").GetString() == "outcome");
        Assert.Equal("contested", outcome.GetProperty("state").GetString());
        Assert.Equal(
            [("iraqi-security-sources", "intercepted"), ("kurdistan-counter-terrorism-service", "hit")],
            outcome.GetProperty("for").EnumerateArray().Concat(outcome.GetProperty("against").EnumerateArray()).Select(c => (c.GetProperty("source").GetString()!, c.GetProperty("value").GetString()!)).Order());

        // The strikes of 8 November: one incident of three reports.
        var strike = await OnlyAsync(http, "v1/incidents?subject=region:sy&from=2023-11-08&to=2023-11-08");
        Assert.Equal(3, strike.GetProperty("revision").GetInt32());

        // Totals: 40 at least stated, 3 itemised; 45 injured stated, none itemised; 3 of the day agreed.
        var totals = (await http.AskAsync("v1/groups/us-forces/totals")).GetProperty("items").EnumerateArray()
            .ToDictionary(t => t.GetProperty("report").GetProperty("id").GetString()!);
        Assert.Equal(("agreed", 3, 3), Total(totals["guardian:2023-11-09:01"]));
        Assert.Equal(("unexplained-gap", 40, 3), Total(totals["guardian:2023-11-09:07"]));
        Assert.Equal(37, totals["guardian:2023-11-09:07"].GetProperty("unexplained").GetProperty("low").GetInt64());
        Assert.Equal(("unexplained-gap", 45, 0), Total(totals["guardian:2023-11-09:08"]));
        Assert.Equal(45, totals["guardian:2023-11-09:08"].GetProperty("unexplained").GetProperty("best").GetInt64());
    }

    private static async Task RetractionsAsync(HttpClient http)
    {
        var harir = (await http.AskAsync($"v1/incidents?subject=base:al-harir&{Day}")).GetProperty("items")[0].GetProperty("link").GetString()!;
        await http.RecordOneAsync(Retraction("03"));
        await Eventually.BecomesAsync("2023-11-09 has two incidents after report 03 is retracted", () => IncidentsAsync(http, $"v1/regions/iq/tally?{Day}"), n => n == 2);
        Assert.Equal((2, 2, 2), await RangeAsync(http, $"v1/regions/iq/tally?{Day}&target=us-forces"));
        var left = await http.AskAsync("v1/bases/al-harir/tally?by=outcome");
        Assert.Equal((1, 1), (left.GetProperty("incidents").GetInt64(), left.GetProperty("undated").GetInt64()));
        Assert.Equal("hit", left.GetProperty("breakdown")[0].GetProperty("key").GetString());
        Assert.Equal(0, await IncidentsAsync(http, $"v1/bases/al-harir/tally?{Day}"));

        await http.RecordOneAsync(Retraction("05"));
        await Eventually.BecomesAsync("no incident at al-harir after 05 is retracted too", () => IncidentsAsync(http, "v1/bases/al-harir/tally"), n => n == 0);
        Assert.Equal(2, await IncidentsAsync(http, "v1/regions/iq/tally"));
        Assert.Equal(0, (await http.AskAsync("v1/bases/al-harir/tally")).GetProperty("undated").GetInt64());
        Assert.Equal(4, await IncidentsAsync(http, "v1/regions/middle-east/tally"));
        Assert.Equal(2, await IncidentsAsync(http, "v1/groups/us-forces/tally?role=target"));
        await http.AskAsync(harir);
    }

    private static string Retraction(string of) =>
        $$"""{"kind":"retraction","id":"retraction-{{of}}","source":"iraqi-security-sources","publishedAt":"2023-11-09T20:00:00Z","retracts":"guardian:2023-11-09:{{of}}","reason":"source withdrew"}""";

    private static (string State, long Stated, long Itemised) Total(JsonElement total) => (
        total.GetProperty("state").GetString()!,
        total.GetProperty("stated").GetProperty("best").GetInt64(),
        total.GetProperty("itemised").GetProperty("best").GetInt64());

    private static async Task<long> IncidentsAsync(HttpClient http, string path) => (await http.AskAsync(path)).GetProperty("incidents").GetInt64();

    private static async Task<(long Low, long Best, long High)> RangeAsync(HttpClient http, string path)
    {
        var range = (await http.AskAsync(path)).GetProperty("incidentsRange");
        return (range.GetProperty("low").GetInt64(), range.GetProperty("best").GetInt64(), range.GetProperty("high").GetInt64());
    }

    private static async Task<JsonElement> OnlyAsync(HttpClient http, string list)
    {
        var item = Assert.Single((await http.AskAsync(list)).GetProperty("items").EnumerateArray());
        return await http.AskAsync(item.GetProperty("link").GetString()!);
    }
}
