using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Webhooks;

/// <summary>Webhooks over HTTP, on the embedded database, across kill -9.</summary>
public sealed class WebhookTests
{
    private static readonly Dictionary<string, string> Environment = new() { ["ACTORS_WEBHOOK_NETWORKS"] = "127.0.0.0/8", ["ACTORS_CLOCK"] = "2023-11-09T22:00:00+03:00" };

    [Fact]
    public async Task Webhook_HasEveryNotification_WhenTheHostIsKilledMeanwhile()
    {
        using var folder = new TemporaryFolder();
        using var receiver = WebhookReceiver.Start();
        var host = await HostProcess.StartAsync(folder.Path, Environment);
        try
        {
            var hook = await CreateAsync(host.Http, $$"""{"url":"{{receiver.Url}}","after":0}""");
            var (id, secret) = (hook.GetProperty("id").GetString()!, hook.GetProperty("secret").GetString()!);
            for (var round = 0; round < 3; round++)
            {
                await host.Http.RecordAsync(Enumerable.Range(round * 10, 10).Select(Attack));
                await host.KillAsync();
                await host.DisposeAsync();
                host = await HostProcess.StartAsync(folder.Path, new Dictionary<string, string> { ["ACTORS_WEBHOOK_NETWORKS"] = "127.0.0.0/8" });
            }

            // Every report is acknowledged, so every one of the thirty places raises its level, before the kill or after it.
            await Eventually.BecomesAsync(
                "each place has spoken", () => PositionsAsync(host.Http), n => n.Subjects.Count(s => s.StartsWith("base:outpost-", StringComparison.Ordinal)) == 30, TimeSpan.FromSeconds(60));
            var all = await Eventually.BecomesAsync(
                "the webhook has everything",
                () => PositionsAsync(host.Http),
                n => n.Positions.Count == receiver.Taken.Distinct().Count(),
                TimeSpan.FromSeconds(60));
            Assert.Equal(all.Positions, receiver.Taken.Distinct());
            Assert.All(receiver.Posts, p => Assert.Equal(Sign(secret, p), p.Signature));
            Assert.All(receiver.Posts, p => Assert.Equal(id, p.Webhook));

            var state = await host.Http.AskAsync($"v1/webhooks/{id}");
            Assert.False(state.TryGetProperty("secret", out _));
            Assert.Equal(("active", "local"), (state.GetProperty("state").GetString(), state.GetProperty("owner").GetString()));
            var records = await host.Http.AskAsync($"v1/webhooks/{id}/deliveries?limit=5");
            Assert.Equal("delivered", records.GetProperty("items")[0].GetProperty("state").GetString());
            Assert.Equal(5, records.GetProperty("items").GetArrayLength());
            Assert.Equal("paused", (await PostAsync(host.Http, $"v1/webhooks/{id}/pause", """{"reason":"night"}""")).GetProperty("state").GetString());
            Assert.Equal("active", (await PostAsync(host.Http, $"v1/webhooks/{id}/resume", "")).GetProperty("state").GetString());
            Assert.Equal(0, (await PostAsync(host.Http, $"v1/webhooks/{id}/redeliver", "{}")).GetProperty("waiting").GetInt32());
            Assert.Empty((await host.Http.AskAsync($"v1/webhooks/{id}/dead-letters")).GetProperty("items").EnumerateArray());
            using var deleted = await host.Http.DeleteAsync($"v1/webhooks/{id}");
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
            using var gone = await host.Http.GetAsync($"v1/webhooks/{id}");
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task Webhook_IsRefusedWithTheFieldThatIsWrong()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        foreach (var (body, pointer) in new[]
        {
            ("{}", "/url"),
            ("""{"url":"http://desk.example/"}""", "/url"),
            ("""{"url":"https://127.0.0.1/"}""", "/url"),
            ("""{"url":"https://169.254.169.254/latest"}""", "/url"),
            ("""{"url":"https://desk.example/","secret":"short"}""", "/secret"),
            ("""{"url":"https://desk.example/","kind":"nonsense"}""", "/kind"),
            ("""{"url":"https://desk.example/","subject":"nowhere"}""", "/subject"),
            ("""{"url":"https://desk.example/","descendants":true}""", "/descendants"),
            ("""{"url":"https://desk.example/","after":99}""", "/after"),
        })
        {
            using var answer = await host.Http.PostAsync("v1/webhooks", HostApi.JsonBody(body));
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal((HttpStatusCode.BadRequest, pointer), (answer.StatusCode, problem.GetProperty("errors")[0].GetProperty("pointer").GetString()));
        }

        Assert.Empty((await host.Http.AskAsync("v1/webhooks")).GetProperty("items").EnumerateArray());
    }

    private static string Attack(int n) =>
        $$$"""{"kind":"incident","id":"hook:{{{n}}}","source":"iraqi-security-sources","publishedAt":"2023-11-09T18:00:00Z","incident":"hook-{{{n}}}","occurred":{"from":"2023-11-09","precision":"day"},"place":{"base":"outpost-{{{n}}}"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"outcome":"hit"}""";

    /// <summary>The signature as a receiver written from the documentation computes it.</summary>
    private static string Sign(string secret, ReceivedPost post) => "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.ASCII.GetBytes(post.Timestamp.ToString(CultureInfo.InvariantCulture) + "."), .. post.Body]));

    private static async Task<JsonElement> CreateAsync(HttpClient http, string body)
    {
        using var answer = await http.PostAsync("v1/webhooks", HostApi.JsonBody(body));
        var hook = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, hook.ToString());
        Assert.Equal($"/v1/webhooks/{hook.GetProperty("id").GetString()}", answer.Headers.Location!.ToString());
        return hook;
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, string body)
    {
        using var answer = await http.PostAsync(path, body.Length == 0 ? null : HostApi.JsonBody(body));
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, json.ToString());
        return json;
    }

    private static async Task<(List<long> Positions, List<string> Subjects)> PositionsAsync(HttpClient http)
    {
        var page = await http.AskAsync("v1/notifications?limit=1000");
        var items = page.GetProperty("items").EnumerateArray().ToList();
        return ([.. items.Select(i => i.GetProperty("position").GetInt64())], [.. items.Select(i => i.GetProperty("subject").GetString()!).Distinct()]);
    }
}
