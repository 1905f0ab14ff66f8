using System.Diagnostics;
using Actors.System.Tests.Oracle;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Xunit.Abstractions;

namespace Actors.System.Tests.Chaos;

/// <summary>kill -9 of an embedded host at seeded moments while 24,039 real events come in two ways at once.</summary>
[Collection(FaultCollection.Name)]
public sealed class EmbeddedChaosTests(ITestOutputHelper output)
{
    private const int Kills = 3;
    private const int Senders = 4;
    private const int ArraySize = 100;
    private static readonly TimeSpan RoundLimit = TimeSpan.FromMinutes(3);

    [SharedDataFact(UcdpEvent.File)]
    public async Task Load_LosesNothingAndCountsNothingTwice_WhenTheHostIsKilledAgainAndAgain()
    {
        for (var round = 0; round < ChaosSettings.Rounds; round++)
        {
            var seed = ChaosSettings.Seed + round;
            output.WriteLine($"round {round + 1}: seed {seed}");
            var started = Stopwatch.GetTimestamp();
            await RunAsync(seed);
            output.WriteLine($"round {round + 1}: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        }
    }

    private async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        using var limit = new CancellationTokenSource(RoundLimit * ChaosSettings.Slowness);
        using var folder = new TemporaryFolder();
        var target = new Target();
        var receipts = new Receipts();
        var senders = new ArraySenders(target.HttpAsync, receipts);
        var reports = UcdpEvent.All.ToDictionary(e => e.ReportId, e => e.Report);
        var shuffled = reports.Values.ToArray();
        random.Shuffle(shuffled);

        var host = await HostProcess.StartAsync(folder.Path);
        try
        {
            target.Up(host.Http);
            var arrays = senders.SendAllAsync(shuffled.Chunk(ArraySize), Senders, limit.Token);
            var import = ImportUntilCompleteAsync(target, UcdpEvent.All.Select(e => e.Report), limit.Token);
            var counted = 0L;
            for (var kill = 1; kill <= Kills; kill++)
            {
                // A moment after more than was recorded at the last kill; the load goes on until then.
                var at = counted + 1 + random.NextInt64((reports.Count - counted) / (Kills + 1 - kill) * 9 / 10);
                var client = host.Http;
                counted = await Eventually.BecomesAsync($"{at} incidents are counted, seed {seed}", () => CountAsync(client), n => n >= at, RoundLimit);
                target.Down();
                await host.KillAsync();
                await host.DisposeAsync();
                host = await HostProcess.StartAsync(folder.Path);
                if (random.Next(2) == 0)
                {
                    // Once more, in the middle of what a start does.
                    await host.KillAsync();
                    await host.DisposeAsync();
                    host = await HostProcess.StartAsync(folder.Path);
                }

                var acknowledged = await AllStandAsync(host.Http, receipts, reports);
                await host.Http.VerifyAsync($"after kill {kill}, seed {seed}");
                output.WriteLine($"kill {kill} at {counted} incidents: {acknowledged} acknowledged reports still stand, verify ok");
                target.Up(host.Http);
            }

            await Task.WhenAll(arrays, import);
            Assert.Equal(reports.Count, await AllStandAsync(host.Http, receipts, reports));
            output.WriteLine($"{await UcdpOracle.AssertAsync(host.Http, $"after {Kills} kills, seed {seed}")} answers are the oracle's; {senders.Resent} arrays were sent again");
            await host.Http.VerifyAsync($"at the end, seed {seed}");
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    /// <summary>Streams all lines to the import; when it breaks off, again from the first line.</summary>
    private static async Task ImportUntilCompleteAsync(Target target, IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        var list = lines.ToList();
        while (true)
        {
            var http = await target.HttpAsync(cancellationToken);
            try
            {
                var summary = await http.ImportAsync(list);
                Assert.Equal((0, 0), (summary.GetProperty("refused").GetInt32(), summary.GetProperty("conflicts").GetInt32()));
                Assert.Equal(list.Count, summary.GetProperty("recorded").GetInt32() + summary.GetProperty("duplicates").GetInt32());
                return;
            }
            catch (Exception failure) when ((Outage.IsSeenAs(failure) || failure is InvalidDataException) && !cancellationToken.IsCancellationRequested)
            {
                // Resumed by sending everything again.
            }
        }
    }

    private static async Task<int> AllStandAsync(HttpClient http, Receipts receipts, Dictionary<string, string> reports)
    {
        var acknowledged = receipts.Reports;
        foreach (var some in acknowledged.Chunk(1_000))
        {
            foreach (var receipt in await http.RecordAsync(some.Select(id => reports[id])))
            {
                receipts.StillStands(receipt);
            }
        }

        return acknowledged.Count;
    }

    private static async Task<long> CountAsync(HttpClient http) =>
        (await http.AskAsync("v1/regions/world/tally")).GetProperty("incidents").GetInt64();
}
