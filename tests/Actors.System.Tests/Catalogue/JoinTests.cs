using System.Net.Http.Json;
using System.Text.Json;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Catalogue;

/// <summary>A name that is joined to a known group by mistake, and split off again.</summary>
public sealed class JoinTests
{
    [Fact]
    public async Task Tally_CountsWhatWasReportedWhileItWasJoined_AfterTheSplit()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        await host.Http.RecordOneAsync(Attack(1));
        Assert.Equal(1, await CountAsync("militia-of-the-hills"));

        using (var put = await host.Http.PutAsync("v1/catalog/groups/hills-front", HostApi.JsonBody("""{"names":["Hills Front"],"umbrellas":[],"sponsors":[]}""")))
        {
            Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        }

        await ChangeAsync("joins", new { provisional = "group:militia-of-the-hills", into = "group:hills-front", reason = "their own statement" });
        await host.Http.RecordOneAsync(Attack(2));
        await Eventually.BecomesAsync("the known group counts both", () => CountAsync("hills-front"), incidents => incidents == 2);

        await ChangeAsync("splits", new { provisional = "group:militia-of-the-hills", reason = "a mistake" });
        await Eventually.BecomesAsync("the group that is split off counts both", () => CountAsync("militia-of-the-hills"), incidents => incidents == 2);
        await host.Http.RecordOneAsync(Attack(3));
        await Eventually.BecomesAsync("it goes on from there", () => CountAsync("militia-of-the-hills"), incidents => incidents == 3);
        Assert.Equal(0, await CountAsync("hills-front"));
        await host.Http.VerifyAsync("after the split");

        async Task<int> CountAsync(string group) => (await host.Http.AskAsync($"v1/groups/{group}/tally")).GetProperty("incidents").GetInt32();

        async Task ChangeAsync(string what, object body)
        {
            using var answer = await host.Http.PostAsync("v1/catalog/" + what, JsonContent.Create(body));
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    private static string Attack(int number) => JsonSerializer.Serialize(new
    {
        kind = "incident",
        id = $"join:{number}",
        source = "desk",
        publishedAt = "2023-11-09T08:00:00Z",
        incident = $"join-{number}",
        occurred = new { from = "2023-11-08" },
        place = new { region = "iq-di" },
        perpetrators = new[] { new { group = "militia-of-the-hills", role = "suspected" } },
    });
}
