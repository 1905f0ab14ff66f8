using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Client;
using Actors.System.Tests.Oracle;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Xunit.Abstractions;

namespace Actors.System.Tests.Backtesting;

/// <summary><c>POST /v1/policies:backtest</c> of a running host.</summary>
public sealed class BacktestTests(ITestOutputHelper output)
{
    /// <summary>The year of the most events in the file: Syria in 2016.</summary>
    private const int Year = 2016;

    [SharedDataFact(UcdpEvent.File)]
    public async Task Backtest_OfAYearOfACountry_TakesSeconds_AndTellsWhereThePoliciesDiffer()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var events = UcdpEvent.All.Where(e => e.Country == "Syria" && e.Year is Year or Year - 1).ToList();
        await host.Http.ImportAsync(events.Select(e => e.Report));
        var candidate = JsonNode.Parse(await host.Http.GetStringAsync("v1/policies/region-default"))!;
        candidate["version"] = candidate["version"]!.GetValue<int>() + 1;

        // This file has one source; the candidate does not ask for two.
        foreach (var rule in candidate["rules"]!.AsArray())
        {
            rule!.AsObject().Remove("minIndependentSources");
        }

        var started = Stopwatch.GetTimestamp();
        var lines = await RunAsync(host, new JsonObject
        {
            ["subject"] = "region:sy",
            ["from"] = $"{Year}-01-01",
            ["to"] = $"{Year}-12-31",
            ["knownAt"] = "day-end",
            ["policy"] = candidate,
        });
        var took = Stopwatch.GetElapsedTime(started);
        var result = lines[^1].Result!.Value;
        output.WriteLine($"{events.Count} events of two years, two policies: {took.TotalSeconds:0.0} s. {result.GetProperty("text").GetString()}");
        Assert.True(took < TimeSpan.FromSeconds(20), $"A year of a country took {took.TotalSeconds:0.0} s.");
        Assert.Equal(["reading", "active", "candidate"], lines.SkipLast(1).Select(l => l.Progress!.Value.GetProperty("phase").GetString()).Distinct());
        foreach (var policy in new[] { "active", "candidate" })
        {
            var one = result.GetProperty(policy);
            Assert.Equal(366 * 86_400, one.GetProperty("timeAtLevel").EnumerateArray().Sum(t => t.GetProperty("seconds").GetDouble()), 1.0);
            Assert.Equal(5, one.GetProperty("largestDays").GetArrayLength());
            Assert.True(one.GetProperty("changesOfIncidents").GetInt64() > 2_000);
        }

        // The whole-day differences add up, and each is between different levels.
        var differences = result.GetProperty("differences").EnumerateArray().ToList();
        Assert.NotEmpty(differences);
        Assert.All(differences, d => Assert.NotEqual(d.GetProperty("active").GetString(), d.GetProperty("candidate").GetString()));
        Assert.Equal(
            result.GetProperty("secondsDiffering").GetDouble(),
            differences.Sum(d => (d.GetProperty("to").GetDateTimeOffset() - d.GetProperty("from").GetDateTimeOffset()).TotalSeconds),
            1.0);
    }

    [Fact]
    public async Task Backtest_AsRecorded_EndsAtTheLevelTheGrainHas()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, new Dictionary<string, string> { ["ACTORS_CLOCK"] = "2023-11-09T22:00:00+03:00" });
        await host.Http.RecordAsync([Attack(1, "al-harir"), Attack(2, "al-harir"), Attack(3, "ain-al-asad")]);
        foreach (var subject in new[] { "base:al-harir", "base:ain-al-asad", "group:us-forces" })
        {
            var lines = await RunAsync(host, new JsonObject { ["subject"] = subject, ["from"] = "2023-11-01" });
            var result = lines[^1].Result!.Value;
            var changes = result.GetProperty("active").GetProperty("changes").EnumerateArray().ToList();
            var level = (await host.Http.AskAsync($"v1/{(subject[0] == 'b' ? "bases" : "groups")}/{subject.Split(':')[1]}/threat")).GetProperty("level").GetString();
            Assert.Equal(level, changes[^1].GetProperty("to").GetString());
            Assert.Equal(JsonValueKind.Null, result.GetProperty("candidate").ValueKind);
        }
    }

    [Fact]
    public async Task Backtest_AsOf_KnowsWhatWasRecordedThen_UnderThePolicyInForceThen()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, new Dictionary<string, string> { ["ACTORS_CLOCK"] = "2023-11-09T22:00:00+03:00" });
        await host.Http.RecordAsync([Attack(1, "al-harir")]);
        var asked = new JsonObject { ["subject"] = "base:al-harir", ["from"] = "2023-11-01" };
        var before = (await RunAsync(host, asked))[^1].Result!.Value;

        // Since then: more reports, one of them a retraction of the first, and another policy.
        await host.Http.RecordAsync([
            Attack(2, "al-harir"), Attack(3, "al-harir"),
            """{"kind":"retraction","id":"back:4","source":"iraqi-security-sources","publishedAt":"2023-11-09T18:30:00Z","retracts":"back:1","reason":"none"}""",
        ]);
        var policy = JsonNode.Parse(await host.Http.GetStringAsync("v1/policies/base-default"))!;
        policy["version"] = 2;
        policy["rules"]!.AsArray().Clear();
        using (var put = await host.Http.PutAsync("v1/policies/base-default", HostApi.JsonBody(policy.ToJsonString())))
        {
            Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        }

        var after = (await RunAsync(host, asked))[^1].Result!.Value;
        Assert.Equal(("base-default@2", 4), (PolicyOf(after), ChangesKnown(after)));
        foreach (var past in new[]
        {
            new JsonObject { ["asOf"] = before.GetProperty("asOf").GetString() },
            new JsonObject { ["positions"] = string.Join(',', before.GetProperty("positions").EnumerateObject().Select(p => $"{p.Name}:{p.Value}")) },
        })
        {
            foreach (var (name, value) in asked)
            {
                past[name] = value!.DeepClone();
            }

            var then = (await RunAsync(host, past))[^1].Result!.Value;
            Assert.Equal(("base-default@1", 1), (PolicyOf(then), ChangesKnown(then)));
            Assert.Equal(before.GetProperty("positions").ToString(), then.GetProperty("positions").ToString());
            Assert.Equal(before.GetProperty("active").ToString(), then.GetProperty("active").ToString());
            Assert.Contains("as known on 9 November 2023", then.GetProperty("text").GetString(), StringComparison.Ordinal);
        }

        // The policies as they were, too.
        var instant = Uri.EscapeDataString(before.GetProperty("asOf").GetString()!);
        Assert.Equal(1, (await host.Http.AskAsync($"v1/policies/base-default?asOf={instant}")).GetProperty("version").GetInt32());
        Assert.Equal(2, (await host.Http.AskAsync("v1/policies/base-default")).GetProperty("version").GetInt32());
        var listed = (await host.Http.AskAsync($"v1/policies?asOf={instant}")).GetProperty("items").EnumerateArray().Single(p => p.GetProperty("key").GetString() == "base-default");
        Assert.Equal((1, true), (listed.GetProperty("version").GetInt32(), listed.GetProperty("inForce").GetBoolean()));
    }

    [Fact]
    public async Task Backtest_IsRefusedWithTheFieldThatIsWrong()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        foreach (var (body, pointer) in new[]
        {
            ("{}", "/subject"),
            ("""{"subject":"nowhere"}""", "/subject"),
            ("""{"subject":"region:iq","knownAt":"later"}""", "/knownAt"),
            ("""{"subject":"region:iq","from":"2024-01-02","to":"2024-01-01"}""", "/from"),
            ("""{"subject":"region:iq","warningLevel":"Purple"}""", "/warningLevel"),
            ("""{"subject":"region:iq","largestDays":0}""", "/largestDays"),
            ("""{"subject":"region:iq","asOf":"2023-11-09T18:30:00"}""", "/asOf"),
            ("""{"subject":"region:iq","asOf":"2999-11-09T18:30:00Z"}""", "/asOf"),
            ("""{"subject":"region:iq","positions":"0-41"}""", "/positions"),
            ("""{"subject":"region:iq","positions":"0:41"}""", "/positions"),
            ("""{"subject":"region:iq","positions":"0:0","asOf":"2023-11-09T18:30:00Z"}""", "/positions"),
            ("""{"subject":"region:iq","policy":{"id":"x"}}""", "/policy/version"),
        })
        {
            using var answer = await host.Http.PostAsync("v1/policies:backtest", HostApi.JsonBody(body));
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, problem.ToString());
            Assert.Contains(pointer, problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("pointer").GetString()));
        }

        var groups = JsonNode.Parse(await host.Http.GetStringAsync("v1/policies/group-default"))!;
        using var other = await host.Http.PostAsync("v1/policies:backtest", HostApi.JsonBody($$"""{"subject":"region:iq","policy":{{groups.ToJsonString()}}}"""));
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
    }

    private static string Attack(int n, string place) =>
        $$$"""{"kind":"incident","id":"back:{{{n}}}","source":"iraqi-security-sources","publishedAt":"2023-11-09T18:00:00Z","incident":"back-{{{n}}}","occurred":{"from":"2023-11-09","precision":"day"},"place":{"base":"{{{place}}}"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"outcome":"hit"}""";

    private static string? PolicyOf(JsonElement result) => result.GetProperty("active").GetProperty("policy").GetString();

    private static int ChangesKnown(JsonElement result) => result.GetProperty("active").GetProperty("changesOfIncidents").GetInt32();

    private static async Task<List<BacktestLine>> RunAsync(HostProcess host, JsonObject request)
    {
        using var client = new ActorsClient(host.Http.BaseAddress!);
        var lines = new List<BacktestLine>();
        await foreach (var line in client.BacktestJsonAsync(JsonSerializer.SerializeToElement(request)))
        {
            lines.Add(line);
        }

        return lines;
    }
}
