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

        // An export takes a second or two, and may end before the part is seen and the kill arrives: then another one is killed.
        var file = folder.File("export.ndjson");
        for (var left = 5; left > 0; left--)
        {
            File.Delete(file);
            using var killed = ActorsProcess.Start(server, "export", "--out", file);
            await Eventually.HoldsAsync("a part is exported", () => killed.HasExited || File.Exists(file + ".partial.state"), TimeSpan.FromSeconds(60));
            await killed.KillAsync();
            if (!File.Exists(file))
            {
                break;
            }
        }

        Assert.False(File.Exists(file), "five exports ended before they could be killed");
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
        foreach (var format in new[] { "csv", "geojson", "parquet", "stix" })
        {
            await CompletesAsync(server, folder, format);
        }
    }

    /// <summary>What is written in one go and what was interrupted and gone on with are the same, byte by byte.</summary>
    private static async Task CompletesAsync(string server, TemporaryFolder folder, string format)
    {
        var whole = folder.File("whole." + format);
        await ExportAsync(server, format, whole);
        var file = folder.File("interrupted." + format);
        for (var attempt = 1; ; attempt++)
        {
            using var killed = ActorsProcess.Start(server, "export", "--format", format, "--out", file);
            await Eventually.HoldsAsync($"a part of {format} is exported", () => killed.HasExited || File.Exists(file + ".partial.state"), TimeSpan.FromSeconds(60));
            await killed.KillAsync();
            if (!File.Exists(file))
            {
                break;
            }

            // It was faster than the look at it.
            Assert.True(attempt < 5, $"{format} was exported before it could be interrupted, {attempt} times");
            File.Delete(file);
        }

        var said = await ExportAsync(server, format, file);
        Assert.StartsWith("goes on after", said, StringComparison.Ordinal);
        Assert.True(File.ReadAllBytes(whole).AsSpan().SequenceEqual(File.ReadAllBytes(file)), format);
        Assert.Equal(["interrupted." + format], Directory.GetFiles(folder.Path, "interrupted." + format + "*").Select(Path.GetFileName));
    }

    private static async Task<string> ExportAsync(string server, string format, string file)
    {
        using var export = ActorsProcess.Start(server, "export", "--format", format, "--out", file);
        var (result, peak) = await export.EndAsync();
        Assert.True(result.Code == 0, result.Error);
        Assert.InRange(peak, 1, MaxBytes);
        return result.Error;
    }

    private static long Number(JsonElement cell, string name) => cell.GetProperty(name).GetInt64();
}
