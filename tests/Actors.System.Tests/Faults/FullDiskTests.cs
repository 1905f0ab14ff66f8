using System.Globalization;
using System.Net;
using System.Text.Json;
using Actors.System.Tests.Chaos;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Xunit.Abstractions;

namespace Actors.System.Tests.Faults;

/// <summary>The embedded database on a disk that fills up under load, again and again, with other amounts of room left.</summary>
[Collection(FaultCollection.Name)]
public sealed class FullDiskTests(ITestOutputHelper output)
{
    private const int Subjects = 40;
    private const int Rounds = 4;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [MachineFact(MachineNeeds.Disk)]
    public async Task EmbeddedHost_RefusesReportsAndLosesNone_WhenItsDiskIsFull_AndGoesOnWhenThereIsRoom()
    {
        var seed = ChaosSettings.Seed;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var disk = await SmallDisk.MountAsync(megabytes: 96);
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, environment: null, "--data", Path.Combine(disk.Path, "data"));
        var run = new ClusterLoad((_, _) => Task.FromResult(host.Http), new BaseReports(Subjects, new Random(seed + 1)), Subjects);
        await run.EverySubjectAnswersAsync("before the disk is full", Limit);
        using var stop = new CancellationTokenSource();
        var load = run.KeepSendingAsync(400, stop.Token);
        for (var round = 1; round <= Rounds; round++)
        {
            await run.AcknowledgesMoreAsync(random.Next(400), $"before round {round}, seed {seed}", Limit);
            var left = round == 1 ? 0 : random.Next(512 * 1024);
            disk.Fill(left);
            var refusal = await Eventually.BecomesAsync("a report is refused for want of room", () => TryAsync(host.Http, round), answer => answer.Status == HttpStatusCode.ServiceUnavailable, Limit);
            Assert.Contains("disk", refusal.Problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Contains("full", refusal.Problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            var before = run.Acknowledged;

            // What is known can be asked as ever.
            await host.Http.AskAsync($"v1/bases/{BaseReports.KeyOf(0)}/tally");
            disk.MakeRoom();
            await run.EverySubjectAnswersAsync($"after the disk had room again in round {round}, seed {seed}", Limit);
            output.WriteLine($"round {round}: full but for {left} bytes at {before} acknowledged reports");
        }

        await stop.CancelAsync();
        await load;
        await run.NothingIsLostAsync($"seed {seed}");
        await run.EveryNotificationOnceAsync($"seed {seed}");
        await run.VerifyAsync($"seed {seed}");
    }

    /// <summary>A large report about a place of its own, so that what room is left is used up.</summary>
    private static async Task<(HttpStatusCode Status, JsonElement Problem)> TryAsync(HttpClient http, int round)
    {
        var now = DateTimeOffset.UtcNow;
        var report = JsonSerializer.Serialize(new
        {
            kind = "incident",
            id = $"large:{round}:{Guid.NewGuid():N}",
            source = "chaos",
            publishedAt = now.AddMinutes(-1),
            occurred = new { from = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) },
            place = new { @base = "nowhere-in-particular" },
            quote = new string('x', 10_000),
        });
        using var response = await http.PostAsync("v1/reports", HostApi.JsonBody(report));
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
    }
}
