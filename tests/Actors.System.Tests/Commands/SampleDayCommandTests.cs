using System.Text.Json;

namespace Actors.System.Tests.Commands;

/// <summary>Every command against a real server with the first news day: what people see, what programs get, exit codes.</summary>
public sealed class SampleDayCommandTests(SampleHost host) : IClassFixture<SampleHost>
{
    private const string Report =
        """
        { "kind": "incident", "id": "cli:1", "source": "iraqi-security-sources", "publishedAt": "2023-11-01T07:00:00Z",
          "incident": "cli-1", "occurred": {"from": "2023-11-01"}, "place": {"region": "jo", "name": "near Azraq"},
          "type": "air-drone-strike", "casualties": [{"killed": 1}] }
        """;

    [Fact]
    public async Task Tally_ShowsCountsAndBreakdown_AndTheSameAsJson()
    {
        var shown = await RunAsync("tally", "region:iq", "--from", "2023-11-09", "--to", "2023-11-09", "--target", "us-forces", "--by", "place");
        Assert.Equal(0, shown.Code);
        Assert.Contains("base:al-harir", shown.Output, StringComparison.Ordinal);
        var json = (await RunAsync("tally", "region:iq", "--from", "2023-11-09", "--to", "2023-11-09", "--target", "us-forces", "--by", "place", "--json")).Json;
        Assert.Equal(3, json.GetProperty("incidents").GetInt32());
        Assert.Equal(3, json.GetProperty("breakdown").GetArrayLength());
    }

    [Theory]
    [InlineData("group:US forces")]
    [InlineData("group:القوات الأمريكية")]
    [InlineData("group:us-forces")]
    public async Task Subject_IsFoundByAnyOfItsNames(string subject) =>
        Assert.Equal("group:us-forces", (await RunAsync("tally", subject, "--json")).Json.GetProperty("subject").GetString());

    [Fact]
    public async Task Subject_ThatNobodyNamed_IsOneLineAndExitCode2()
    {
        var refused = await RunAsync("tally", "region:atlantis");
        Assert.Equal((2, ""), (refused.Code, refused.Output));
        Assert.StartsWith("actors: There is no region 'atlantis'", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Incidents_AreListedWithIdsThatIncidentTakes()
    {
        var list = (await RunAsync("incidents", "--subject", "base:al-harir", "--json")).Json.GetProperty("items");
        var id = list[0].GetProperty("id").GetString()!;
        Assert.Contains(id, (await RunAsync("incidents", "--subject", "base:al-harir")).Output, StringComparison.Ordinal);
        var incident = await RunAsync("incident", id);
        Assert.Equal(0, incident.Code);
        Assert.Contains("kurdistan-counter-terrorism-service", incident.Output, StringComparison.Ordinal);
        Assert.Contains("contested", incident.Output, StringComparison.Ordinal);
        Assert.Equal(id, (await RunAsync("incident", id, "--json")).Json.GetProperty("id").GetString());
        Assert.Equal(2, (await RunAsync("incident", "nobody")).Code);
    }

    [Fact]
    public async Task Incidents_ArePagedByCursor()
    {
        var first = (await RunAsync("incidents", "--limit", "2", "--json")).Json;
        var next = (await RunAsync("incidents", "--limit", "2", "--cursor", first.GetProperty("cursor").GetString()!, "--json")).Json;
        Assert.NotEqual(first.GetProperty("items")[0].GetProperty("id").GetString(), next.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Contains("There are more: --cursor", (await RunAsync("incidents", "--limit", "2")).Output, StringComparison.Ordinal);
        var wrong = await RunAsync("incidents", "--limit", "many");
        Assert.Equal(2, wrong.Code);
        Assert.StartsWith("actors: --limit 'many' is no whole number from 1 to 1000.", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threat_SaysTheLevelAndWhy()
    {
        var shown = await RunAsync("threat", "base:al-harir");
        Assert.Equal(0, shown.Code);
        Assert.StartsWith("Charlie since 2023-11-09", shown.Output, StringComparison.Ordinal);
        Assert.Equal("Charlie", (await RunAsync("threat", "base:al-harir", "--json")).Json.GetProperty("level").GetString());
        Assert.Equal(0, (await RunAsync("threat", "base:al-harir", "--history")).Code);
    }

    [Fact]
    public async Task Totals_HoldWhatWasStatedAgainstWhatIsItemised()
    {
        var shown = await RunAsync("totals", "group:us-forces");
        Assert.Equal(0, shown.Code);
        Assert.Contains("us-officials", shown.Output, StringComparison.Ordinal);
        Assert.Contains("unexplained-gap", shown.Output, StringComparison.Ordinal);
        Assert.True((await RunAsync("totals", "group:us-forces", "--json")).Json.GetProperty("items").GetArrayLength() >= 2);
    }

    [Fact]
    public async Task Report_IsRecordedOnce_AndAConflictIsExitCode2()
    {
        var first = await RunWithInputAsync(Report, "report", "-");
        Assert.Equal(0, first.Code);
        var again = (await RunWithInputAsync(Report, "report", "-", "--json")).Json.GetProperty("receipts")[0];
        Assert.Equal("duplicate", again.GetProperty("status").GetString());
        var conflict = await RunWithInputAsync(Report.Replace("near Azraq", "in Azraq", StringComparison.Ordinal), "report", "-");
        Assert.Equal(2, conflict.Code);
        Assert.Contains("with different content", conflict.Error, StringComparison.Ordinal);
        var inArray = await RunWithInputAsync($"[{Report.Replace("near Azraq", "in Azraq", StringComparison.Ordinal)}]", "report", "-");
        Assert.Equal(1, inArray.Code);
        var wrong = await RunWithInputAsync("""{"kind":"incident","id":1}""", "report", "-");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("/source: is required", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_NamesTheIncidentsThatMakeTheDifference_WithExitCode1()
    {
        var before = "2023-01-01T00:00:00Z";
        var differs = await RunAsync("diff", "region:sy", "--then", before, "--json");
        Assert.Equal(1, differs.Code);
        Assert.Equal(0, differs.Json.GetProperty("then").GetProperty("incidents").GetInt32());
        Assert.All(differs.Json.GetProperty("changes").EnumerateArray(), change => Assert.Equal("new", change.GetProperty("what").GetString()));
        Assert.True(differs.Json.GetProperty("changes").GetArrayLength() > 0);
        Assert.All(differs.Json.GetProperty("changes").EnumerateArray(), change => Assert.NotEmpty(change.GetProperty("reports").EnumerateArray()));
        var same = await RunAsync("diff", "region:sy", "--then", before, "--now", before);
        Assert.Equal(0, same.Code);
    }

    [Fact]
    public async Task Verify_ComparesAndSaysSo()
    {
        var verify = await RunAsync("verify");
        Assert.Equal(0, verify.Code);
        Assert.StartsWith("Everything agrees", verify.Output, StringComparison.Ordinal);
        Assert.Contains("incidents: ", verify.Error, StringComparison.Ordinal);
        var last = (await RunAsync("verify", "--json")).Output.TrimEnd().Split('\n')[^1];
        Assert.True(JsonElement.Parse(last).GetProperty("ok").GetBoolean());
    }

    private Task<CommandResult> RunAsync(params string[] arguments) => ActorsCommand.RunAsync(host.Server, input: null, arguments);

    private Task<CommandResult> RunWithInputAsync(string input, params string[] arguments) => ActorsCommand.RunAsync(host.Server, input, arguments);
}
