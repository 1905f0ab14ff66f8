using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Actors.System.Tests.Chaos;
using Actors.System.Tests.Processes;
using Actors.System.Tests.Sample;
using Actors.Testing;
using Xunit.Abstractions;

namespace Actors.System.Tests.Compose;

/// <summary>docker-compose.yml is run, not only written: the first news day by the published port, before and after a silo container is killed.</summary>
[Collection(FaultCollection.Name)]
[Trait("Category", "OnDemand")]
public sealed class ComposeTests(ITestOutputHelper output)
{
    /// <summary>Where none of the expected answers looks.</summary>
    private const string Late = """
        {"kind":"incident","id":"late","source":"iraqi-security-sources","publishedAt":"2023-11-11T08:00:00Z","incident":"late",
         "occurred":{"from":"2023-11-11"},"place":{"region":"co"},"type":"air-drone-strike","outcome":"unknown"}
        """;

    [ComposeFact]
    public async Task Stack_AnswersEveryExpectedQuestion_BeforeAndAfterASiloContainerIsKilled()
    {
        var started = Stopwatch.GetTimestamp();
        await using var stack = await ComposeStack.StartAsync();
        output.WriteLine($"built and healthy after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        var lines = await File.ReadAllLinesAsync(SharedData.PathOf("scenarios/iraq-2023-11-09.ndjson"));
        Assert.All(await stack.Http.RecordAsync(lines), r => Assert.Equal("recorded", r.GetProperty("status").GetString()));
        await ExpectedAnswers.AssertAsync(stack.Http);
        await stack.Http.VerifyAsync("before the kill");

        var killed = Stopwatch.GetTimestamp();
        await stack.ComposeAsync("kill silo-1");
        await Eventually.HoldsAsync("a report is recorded after the kill", () => TryRecordAsync(stack.Http), TimeSpan.FromSeconds(30));
        await ExpectedAnswers.AssertAsync(stack.Http);
        output.WriteLine($"every answer right again {Stopwatch.GetElapsedTime(killed).TotalSeconds:0.0} s after the kill was begun");
        Assert.All(await stack.Http.RecordAsync(lines), r => Assert.Equal("duplicate", r.GetProperty("status").GetString()));

        await stack.ComposeAsync("up --detach --wait --no-build silo-1");
        var audit = await stack.Http.AskAsync("v1/audit");
        Assert.True(audit.TryGetProperty("items", out _), audit.ToString());
        await stack.Http.VerifyAsync("after the kill");
        Assert.Equal("", await stack.ComposeAsync("logs --no-log-prefix silo-2 silo-3 gateway-1 gateway-2 | grep -E 'OutOfMemory|StackOverflow|Unhandled' || true"));
    }

    private static async Task<bool> TryRecordAsync(HttpClient http)
    {
        try
        {
            using var response = await http.PostAsync("v1/reports", HostApi.JsonBody(Late));
            return response.IsSuccessStatusCode && (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("receipts").GetArrayLength() == 1;
        }
        catch (Exception failure) when (Outage.IsSeenAs(failure))
        {
            return false;
        }
    }
}
