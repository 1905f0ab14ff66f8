using System.Net;
using System.Text.Json;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Matching;

/// <summary>Matching as a desk sees it, over HTTP.</summary>
public sealed class SuggestionTests
{
    [Fact]
    public async Task Receipt_SaysWhatWasMatched_AndWhatIsUncertainIsSuggestedUntilRejected()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var first = await host.Http.RecordOneAsync(Attack("first", ",\"incident\":\"asad\"", injured: 2));
        var same = await host.Http.RecordOneAsync(Attack("same", "", injured: 2));
        var doubtful = await host.Http.RecordOneAsync(Attack("doubtful", "", injured: 9));

        var incident = first.GetProperty("incident").GetString();
        Assert.Equal(incident, same.GetProperty("matched").GetProperty("incident").GetString());
        Assert.Contains("same base", same.GetProperty("matched").GetProperty("why").GetString(), StringComparison.Ordinal);
        var other = doubtful.GetProperty("incident").GetString();
        Assert.NotEqual(incident, other);
        Assert.Contains("perhaps incident", doubtful.GetProperty("matched").GetProperty("why").GetString(), StringComparison.Ordinal);

        var suggested = Assert.Single(await ItemsAsync(host, $"v1/incidents/{incident}/suggestions"));
        Assert.Equal(other, suggested.GetProperty("incident").GetString());
        Assert.InRange(suggested.GetProperty("chance").GetDouble(), 0.05, 0.87);

        var path = $"v1/incidents/{incident}/suggestions/{other}/reject";
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, path, "{}"));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(host, path.Replace(other!, "nobody", StringComparison.Ordinal), """{"reason":"r"}"""));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, path, """{"reason":"a second wave"}"""));
        Assert.Empty(await ItemsAsync(host, $"v1/incidents/{incident}/suggestions"));
        Assert.Empty(await ItemsAsync(host, $"v1/incidents/{other}/suggestions"));
        var rejected = Assert.Single(await ItemsAsync(host, $"v1/incidents/{other}/suggestions?rejected=true"));
        Assert.Equal((incident, "a second wave", "local"), (rejected.GetProperty("incident").GetString(), rejected.GetProperty("reason").GetString(), rejected.GetProperty("author").GetString()));
        await host.Http.VerifyAsync("after a match and a rejection");
    }

    private static string Attack(string id, string reference, int injured) => $$"""
        {"kind":"incident","id":"{{id}}","source":"s-{{id}}","publishedAt":"2024-01-02T00:00:00Z"{{reference}},"occurred":{"from":"2024-01-01"},"place":{"base":"ain-al-asad"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"casualties":[{"injured":{{injured}}}]}
        """;

    private static async Task<List<JsonElement>> ItemsAsync(HostProcess host, string path) =>
        [.. (await host.Http.AskAsync(path)).GetProperty("items").EnumerateArray()];

    private static async Task<HttpStatusCode> PostAsync(HostProcess host, string path, string body)
    {
        using var content = HostApi.JsonBody(body);
        using var response = await host.Http.PostAsync(path, content);
        return response.StatusCode;
    }
}
