using System.Text.Json;
using Actors.Testing;

namespace Actors.System.Tests.Commands;

/// <summary>The catalogue by command line against a real server: names in both scripts, joins and splits, umbrellas with dates, unmapped regions.</summary>
public sealed class CatalogCommandTests(SampleHost host) : IClassFixture<SampleHost>
{
    [Fact]
    public async Task Join_TakesATallyAlong_AndSplitGivesItBack()
    {
        await ReportAsync("join:1", "Brigade of the Canal", "2023-11-02");
        var provisional = await RunAsync("catalog", "provisional", "groups", "--json");
        Assert.Contains(provisional.Json.GetProperty("items").EnumerateArray(), i => i.GetProperty("subject").GetString() == "group:brigade-of-the-canal");
        await SetAsync("groups", "canal-brigade", """{"names":["Canal Brigade","لواء القناة"]}""");
        Assert.Equal(2, (await RunAsync("catalog", "join", "group:brigade-of-the-canal", "group:canal-brigade")).Code);
        Assert.Equal(0, (await RunAsync("catalog", "join", "group:brigade-of-the-canal", "group:canal-brigade", "--reason", "their own statement")).Code);
        await CountsAsync("group:canal-brigade", 1);
        Assert.Contains("group:canal-brigade", (await RunAsync("catalog", "provisional", "groups")).Output, StringComparison.Ordinal);
        await ReportAsync("join:2", "لواء القناة", "2023-11-03");
        await CountsAsync("group:canal-brigade", 2);
        Assert.Equal(0, (await RunAsync("catalog", "split", "group:brigade-of-the-canal", "--reason", "they denied it")).Code);
        await CountsAsync("group:canal-brigade", 1);
        await CountsAsync("group:brigade-of-the-canal", 1);
    }

    [Fact]
    public async Task Umbrella_CountsAMemberOnlyOnTheDaysOfItsLink()
    {
        await SetAsync("groups", "river-umbrella", """{"names":["River Umbrella"]}""");
        await SetAsync("groups", "river-guard", """{"names":["River Guard"],"umbrellas":[{"group":"river-umbrella","from":"2023-11-05","to":"2023-11-06"}],"sponsors":[{"group":"iran","from":"2020-01-01"}]}""");
        foreach (var day in new[] { "04", "05", "06", "07" })
        {
            await ReportAsync("umbrella:" + day, "River Guard", "2023-11-" + day);
        }

        await CountsAsync("group:river-guard", 4);
        await CountsAsync("group:river-umbrella", 2);
        var shown = (await RunAsync("catalog", "show", "groups", "river-guard")).Json;
        Assert.Equal("2023-11-05", shown.GetProperty("umbrellas")[0].GetProperty("from").GetString());
        Assert.Equal("iran", shown.GetProperty("sponsors")[0].GetProperty("group").GetString());
    }

    [Fact]
    public async Task Mistakes_AreOneLineAndExitCode2()
    {
        var wrong = await RunWithInputAsync("""{"names":["X"],"umbrellas":[{"group":"nobody"}]}""", "catalog", "set", "groups", "x", "-");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("umbrellas", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("catalog", "show", "groups", "nobody")).Code);
        Assert.Equal(2, (await RunAsync("catalog", "join", "group:us-forces", "group:iran", "--reason", "r")).Code);
    }

    [Fact]
    public async Task Unmapped_CountsDivisionsWithoutACode_AndKnowsTheOthers()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("events.csv");
        await File.WriteAllTextAsync(file,
            """
            id,side_a,side_b,country,adm_1,date_start,best,high,low
            1,a,b,Iraq,Kirkūk province,2020-01-01,1,1,1
            2,a,b,Yemen (North Yemen),Sanaa,2020-01-01,1,1,1
            3,a,b,Iraq,Nowhere province,2020-01-01,1,1,1
            4,a,b,Iraq,Nowhere province,2020-01-02,1,1,1
            5,a,b,Atlantis,North,2020-01-02,1,1,1
            """);
        var shown = await RunAsync("catalog", "unmapped", file, "--json");
        Assert.Equal(1, shown.Code);
        Assert.Equal("""{"Iraq: Nowhere province":2}""", Compact(shown.Json.GetProperty("unmappedDivisions")));
        Assert.Equal("""{"Atlantis":1}""", Compact(shown.Json.GetProperty("unknownCountries")));
        Assert.Contains("Nowhere province", (await RunAsync("catalog", "unmapped", file)).Output, StringComparison.Ordinal);
    }

    [SharedDataTheory("data/ucdp/iraq-syria.csv.gz")]
    [InlineData("data/ucdp/iraq-syria.csv.gz", 0)]
    [InlineData("data/ucdp/sample-1000.csv", 1)]
    public async Task Unmapped_OfPublishedFiles_IsWhatIsKnown(string file, int code)
    {
        var shown = await RunAsync("catalog", "unmapped", SharedData.PathOf(file), "--json");
        Assert.True(shown.Code == code, shown.Output + shown.Error);
        Assert.Equal("{}", Compact(shown.Json.GetProperty("unknownCountries")));
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    private Task<int> CountsAsync(string group, int incidents) => Eventually.BecomesAsync(
        $"{group} has {incidents}",
        async () => (await RunAsync("tally", group, "--json")).Json.GetProperty("incidents").GetInt32(),
        counted => counted == incidents);

    private async Task ReportAsync(string id, string perpetrator, string day)
    {
        var report = new
        {
            kind = "incident",
            id,
            source = "desk",
            publishedAt = day + "T12:00:00Z",
            incident = id,
            occurred = new { from = day },
            place = new { region = "jo" },
            type = "armed-clash",
            perpetrators = new[] { new { group = perpetrator } },
        };
        var sent = await RunWithInputAsync(JsonSerializer.Serialize(report), "report", "-");
        Assert.True(sent.Code == 0, sent.Error);
    }

    private async Task SetAsync(string kind, string key, string entry)
    {
        var set = await RunWithInputAsync(entry, "catalog", "set", kind, key, "-");
        Assert.True(set.Code == 0, set.Error);
    }

    private Task<CommandResult> RunAsync(params string[] arguments) => ActorsCommand.RunAsync(host.Server, input: null, arguments);

    private Task<CommandResult> RunWithInputAsync(string input, params string[] arguments) => ActorsCommand.RunAsync(host.Server, input, arguments);
}
