using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Notifications;

/// <summary>A level that falls by itself does so after a restart, although nobody asks for the subject and nothing is reported.</summary>
public sealed class ReminderTests
{
    [Fact]
    public async Task Level_Falls_AfterARestart_WhenNobodyAsks()
    {
        using var folder = new TemporaryFolder();
        DateTimeOffset until;
        await using (var host = await HostProcess.StartAsync(folder.Path))
        {
            await host.Http.RecordOneAsync(Attack());
            await Eventually.BecomesAsync("the base is at Bravo", () => LevelsAsync(host.Http), said => said.LastOrDefault().To == "Bravo");

            // Set by hand for as long as a restart takes, and more.
            until = DateTimeOffset.UtcNow.AddSeconds(30);
            var policy = JsonNode.Parse(await host.Http.GetStringAsync("v1/policies/base-default"))!;
            policy["version"] = (int)policy["version"]! + 1;
            policy["overrides"] = new JsonArray(new JsonObject
            {
                ["subject"] = "base:remembered-outpost",
                ["level"] = "Delta",
                ["author"] = "duty officer",
                ["reason"] = "drill",
                ["until"] = until.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            });
            using var put = await host.Http.PutAsync("v1/policies/base-default", HostApi.JsonBody(policy.ToJsonString()));
            Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
            Assert.Equal("Delta", (await host.Http.AskAsync("v1/bases/remembered-outpost/threat")).GetProperty("level").GetString());
            await host.InterruptAsync();
        }

        await using var again = await HostProcess.StartAsync(folder.Path);

        // The list is read from the record: it wakes no subject. A reminder whose time passed while nothing ran comes within its period, a minute.
        var levels = await Eventually.BecomesAsync(
            "the level falls", () => LevelsAsync(again.Http), said => said is [.., { Kind: "level-lowered" }], TimeSpan.FromMinutes(3));
        Assert.Equal(("Delta", "Bravo"), (levels[^1].From, levels[^1].To));
        Assert.True(levels[^1].At >= until.AddSeconds(-1), $"it fell at {levels[^1].At:O}, before {until:O}");
        await again.Http.VerifyAsync("after the level fell by a reminder");
    }

    private static string Attack()
    {
        var now = DateTimeOffset.UtcNow;
        return JsonSerializer.Serialize(new
        {
            kind = "incident",
            id = "reminder:1",
            source = "iraqi-security-sources",
            publishedAt = now.AddMinutes(-1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            incident = "reminder-1",
            occurred = new { from = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), precision = "day" },
            place = new { @base = "remembered-outpost" },
            type = "air-drone-strike",
            targets = new[] { new { group = "us-forces" } },
            outcome = "hit",
        });
    }

    private static async Task<List<(string Kind, string? From, string? To, DateTimeOffset At)>> LevelsAsync(HttpClient http)
    {
        var page = await http.AskAsync("v1/notifications?limit=1000&subject=base:remembered-outpost");
        return
        [
            .. page.GetProperty("items").EnumerateArray()
                .Select(i => (i.GetProperty("kind").GetString()!, i.GetProperty("from").GetString(), i.GetProperty("to").GetString(), i.GetProperty("at").GetDateTimeOffset()))
                .Where(n => n.Item3 is not null),
        ];
    }
}
