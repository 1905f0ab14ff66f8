using System.Text.Json;
using Actors.Client;
using Actors.System.Tests.Commands;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Data;

/// <summary>kill -9 of an import and of an export in the middle: the same command again completes them exactly.</summary>
public sealed class InterruptionTests
{
    private const string Events = "data/ucdp/iraq-syria.csv.gz";
    private const int Count = 24_039;
    private const long MaxBytes = 500_000_000;

    [SharedDataFact(Events)]
    public async Task SameCommandAgain_CompletesExactly_WhatKill9Interrupted()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var server = host.Http.BaseAddress!.ToString();
        using var client = new ActorsClient(new Uri(server));

        using (var killed = ActorsProcess.Start(server, "import", SharedData.PathOf(Events)))
        {
            await Eventually.HoldsAsync("some events are in", async () => killed.HasExited || (await client.ListSubjectsAsync("regions", limit: 1)).Items.Count > 0, TimeSpan.FromSeconds(60));
            await Eventually.HoldsAsync("a part of the file is in", async () => killed.HasExited || (await client.GetTallyAsync("region:world")).Incidents > 2_000, TimeSpan.FromSeconds(120));
            Assert.False(killed.HasExited, "the import ended before it could be killed");
            await killed.KillAsync();
        }

        using (var again = ActorsProcess.Start(server, "import", SharedData.PathOf(Events), "--json"))
        {
            var (result, peak) = await again.EndAsync();
            Assert.True(result.Code == 0, result.Error);
            var recorded = Number(result.Json, "recorded");
            Assert.InRange(recorded, 1, Count - 2_000);
            Assert.Equal((Count - recorded, 0L), (Number(result.Json, "duplicates"), Number(result.Json, "refused")));
            Assert.InRange(peak, 1, MaxBytes);
        }

        await Eventually.BecomesAsync("the world has all events", () => client.GetTallyAsync("region:world"), tally => tally.Incidents == Count, TimeSpan.FromSeconds(120));
        var oracle = JsonElement.Parse(await File.ReadAllTextAsync(SharedData.PathOf("data/ucdp/iraq-syria.oracle.json"))).GetProperty("normalised").GetProperty("total");
        var world = await client.GetTallyAsync("region:world");
        Assert.Equal((Number(oracle, "low"), Number(oracle, "best"), (long?)Number(oracle, "high")), (world.Killed.Low, world.Killed.Best, world.Killed.High));

        var file = folder.File("export.ndjson");
        using (var killed = ActorsProcess.Start(server, "export", "--out", file))
        {
            await Eventually.HoldsAsync("a part is exported", () => killed.HasExited || File.Exists(file + ".partial.state"), TimeSpan.FromSeconds(60));
            await killed.KillAsync();
        }

        Assert.False(File.Exists(file), "the export ended before it could be killed");
        using (var again = ActorsProcess.Start(server, "export", "--out", file))
        {
            var (result, peak) = await again.EndAsync();
            Assert.True(result.Code == 0, result.Error);
            Assert.StartsWith("goes on after", result.Error, StringComparison.Ordinal);
            Assert.InRange(peak, 1, MaxBytes);
        }

        Assert.Equal(["export.ndjson"], Directory.GetFiles(folder.Path, "export*").Select(Path.GetFileName));
        var at = File.ReadLines(file).Where(line => line.StartsWith("{\"entry\":\"report\"", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line).GetProperty("at").GetString()).ToList();
        Assert.Equal(Count, at.Count);
        Assert.Equal(Count, at.Distinct().Count());
    }

    private static long Number(JsonElement cell, string name) => cell.GetProperty(name).GetInt64();
}
