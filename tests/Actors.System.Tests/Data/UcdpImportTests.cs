using System.Text.Json;
using Actors.Client;
using Actors.System.Tests.Commands;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Data;

/// <summary>A published file through the whole system: command line, HTTP, intake, ledger, stream, subjects; every tally as counted independently.</summary>
public sealed class UcdpImportTests
{
    /// <summary>What the server may take for the largest file: 0.86 GB were measured, 0.3 GB of it alive.</summary>
    private const long MaxHostBytes = 1_200_000_000;

    [SharedDataTheory("data/ucdp/global-14-columns.csv.gz")]
    [InlineData("iraq-syria.csv.gz", 24_039)]
    [InlineData("sample-1000.csv", 1_000)]
    [InlineData("global-14-columns.csv.gz", 176_579)]
    public async Task Import_ReachesTheTalliesOfTheOracle_AndChangesNothingWhenRepeated(string file, int count)
    {
        var oracle = JsonElement.Parse(await File.ReadAllTextAsync(SharedData.PathOf($"data/ucdp/{file.Split('.')[0]}.oracle.json"))).GetProperty("normalised");
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var server = host.Http.BaseAddress!;

        var first = await ImportAsync(server, file);
        Assert.Equal((count, 0, 0), (Number(first, "recorded"), Number(first, "duplicates"), Number(first, "refused")));
        using var client = new ActorsClient(server);
        await Eventually.BecomesAsync("the world has all events", () => client.GetTallyAsync("region:world"), tally => tally.Incidents == count, TimeSpan.FromSeconds(300));
        await AssertOracleAsync(client, oracle);

        var again = await ImportAsync(server, file);
        Assert.Equal((0, count, 0), (Number(again, "recorded"), Number(again, "duplicates"), Number(again, "refused")));
        await AssertOracleAsync(client, oracle);
        Assert.InRange(host.PeakBytes, 1, MaxHostBytes);
    }

    private static async Task<JsonElement> ImportAsync(Uri server, string file)
    {
        var import = await ActorsCommand.RunAsync(server.ToString(), input: null, "import", SharedData.PathOf("data/ucdp/" + file), "--json");
        Assert.True(import.Code == 0, import.Error);
        return import.Json;
    }

    private static async Task AssertOracleAsync(ActorsClient client, JsonElement normalised)
    {
        await AssertTallyAsync(client, normalised.GetProperty("total"), "region:world", new TallyQuery());
        foreach (var country in normalised.GetProperty("by_country").EnumerateArray())
        {
            await AssertTallyAsync(client, country, "region:" + Key(country), new TallyQuery());
        }

        foreach (var year in normalised.GetProperty("by_year").EnumerateArray())
        {
            await AssertTallyAsync(client, year, "region:world", Year(Key(year)));
        }

        foreach (var side in normalised.GetProperty("by_side_b").EnumerateArray())
        {
            await AssertTallyAsync(client, side, "group:" + Key(side), new TallyQuery { Role = "target", Figures = "all" });
        }

        foreach (var cell in normalised.GetProperty("by_country_year").EnumerateArray())
        {
            var parts = Key(cell).Split('|', StringSplitOptions.TrimEntries);
            await AssertTallyAsync(client, cell, "region:" + parts[0], Year(parts[1]));
        }
    }

    private static async Task AssertTallyAsync(ActorsClient client, JsonElement expected, string subject, TallyQuery query)
    {
        var tally = await client.GetTallyAsync(subject, query);
        Assert.Equal(
            (subject, query.From, Number(expected, "events"), Number(expected, "low"), Number(expected, "best"), (long?)Number(expected, "high")),
            (subject, query.From, tally.Incidents, tally.Killed.Low, tally.Killed.Best, tally.Killed.High));
    }

    private static TallyQuery Year(string year) => new() { From = DateOnly.Parse(year + "-01-01"), To = DateOnly.Parse(year + "-12-31") };

    private static string Key(JsonElement cell) => cell.GetProperty("key").GetString()!;

    private static long Number(JsonElement cell, string name) => cell.GetProperty(name).GetInt64();
}
