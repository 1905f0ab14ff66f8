using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Actors.System.Tests.Sample;
using Actors.Testing;

namespace Actors.System.Tests.Cluster;

/// <summary>Two silos and two gateways behind a balancer on PostgreSQL: the first news day, before and after a silo and a gateway are killed.</summary>
public sealed class ClusterTests
{
    [PostgresFact]
    public async Task Cluster_AnswersEveryExpectedQuestion_BeforeAndAfterASiloAndAGatewayAreKilled()
    {
        await using var cluster = await ClusterProcesses.StartAsync(silos: 2);
        var http = cluster.Balancer.Http;
        var lines = await File.ReadAllLinesAsync(SharedData.PathOf("scenarios/iraq-2023-11-09.ndjson"));
        Assert.Equal(lines.Length, await RecordAsync(http, lines));
        await ExpectedAnswers.AssertAsync(http);

        await cluster.Silos[0].KillAsync();
        await cluster.Gateways[1].KillAsync();
        var late = """
            {"kind":"incident","id":"late","source":"iraqi-security-sources","publishedAt":"2023-11-11T08:00:00Z","incident":"late",
             "occurred":{"from":"2023-11-11"},"place":{"base":"al-harir"},"type":"air-drone-strike","outcome":"unknown"}
            """;
        var recorded = await Eventually.BecomesAsync("a report is recorded after a silo was killed", () => TryRecordAsync(http, late), position => position is not null, TimeSpan.FromSeconds(30));
        Assert.Equal(1, await IncidentsAsync(http, $"v1/bases/al-harir/tally?from=2023-11-11&to=2023-11-11&minPositions={recorded}"));
        Assert.Equal(3, await IncidentsAsync(http, "v1/regions/iq/tally?from=2023-11-09&to=2023-11-09"));

        var took = await cluster.Silos[1].InterruptAsync();
        Assert.Equal(0, cluster.Silos[1].ExitCode);
        Assert.True(took < TimeSpan.FromSeconds(20), $"Ctrl-C took {took.TotalSeconds:0.0} s.");
    }

    [PostgresFact]
    public async Task ApplicationRole_MayNotChangeTheLedger_NorMakeTables()
    {
        await using var cluster = await ClusterProcesses.StartAsync(silos: 1);
        foreach (var privilege in new[] { "update", "delete", "truncate" })
        {
            Assert.False(await cluster.Database.ScalarAsync<bool>($"select has_table_privilege('{cluster.Role}', 'ledger.entry', '{privilege}')"), privilege);
        }

        foreach (var schema in new[] { "ledger", "orleans" })
        {
            Assert.True(await cluster.Database.ScalarAsync<bool>($"select has_schema_privilege('{cluster.Role}', '{schema}', 'usage')"));
            Assert.False(await cluster.Database.ScalarAsync<bool>($"select has_schema_privilege('{cluster.Role}', '{schema}', 'create')"));
        }
    }

    private static async Task<int> RecordAsync(HttpClient http, string[] lines)
    {
        using var response = await http.PostAsync("v1/reports", new StringContent($"[{string.Join(',', lines)}]", Encoding.UTF8, "application/json"));
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return answer.GetProperty("receipts").EnumerateArray().Count(r => r.GetProperty("status").GetString() == "recorded");
    }

    /// <summary>The first answer that is one: until the kill has been noticed the cluster may ask to come again, but it never counts wrong.</summary>
    private static async Task<long> IncidentsAsync(HttpClient http, string path) => (await Eventually.BecomesAsync(
        $"{path} is answered",
        async () =>
        {
            using var response = await http.GetAsync(path);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return (long?)null;
            }

            return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("incidents").GetInt64();
        },
        incidents => incidents is not null,
        TimeSpan.FromSeconds(30)))!.Value;

    /// <summary>Where it was recorded; null while the cluster asks to come again: sending the same again is safe.</summary>
    private static async Task<string?> TryRecordAsync(HttpClient http, string line)
    {
        try
        {
            using var response = await http.PostAsync("v1/reports", new StringContent(line, Encoding.UTF8, "application/json"));
            if (!response.IsSuccessStatusCode)
            {
                return null;
            }

            var receipt = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("receipts")[0];
            var position = receipt.GetProperty("positions").EnumerateObject().Single();
            return $"{position.Name}:{position.Value}";
        }
        catch (HttpRequestException)
        {
            // The connection led to the gateway that was killed.
            return null;
        }
    }
}
