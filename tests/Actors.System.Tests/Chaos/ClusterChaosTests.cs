using System.Diagnostics;
using System.Text.Json;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Xunit.Abstractions;

namespace Actors.System.Tests.Chaos;

/// <summary>kill -9 of silos and gateways under load, one after the other, in an order that a seed decides.</summary>
[Collection(FaultCollection.Name)]
public sealed class ClusterChaosTests(ITestOutputHelper output)
{
    private const int ReportsPerSecond = 300;
    private const int FaultsPerRound = 3;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5) * ChaosSettings.Slowness;
    private static readonly TimeSpan FaultLimit = TimeSpan.FromSeconds(60) * ChaosSettings.Slowness;

    [PostgresFact]
    public async Task Cluster_LosesNothing_AndEverySubjectAnswersSoon_WhenProcessesAreKilled()
    {
        var seed = ChaosSettings.Seed;
        output.WriteLine($"seed {seed}, {ChaosSettings.Subjects} subjects, {ReportsPerSecond} reports/s, limits stretched {ChaosSettings.Slowness} times");
        var random = new Random(seed);
        using var stop = new CancellationTokenSource();
        await using var cluster = await ChaosCluster.StartAsync(silos: 3, gateways: 2);
        var run = new ClusterLoad(cluster, new BaseReports(ChaosSettings.Subjects, new Random(seed + 1)));
        await run.EverySubjectAnswersAsync("before the first fault", FaultLimit);
        var load = run.KeepSendingAsync(ReportsPerSecond, stop.Token);
        var took = new List<TimeSpan>();
        for (var fault = 1; fault <= ChaosSettings.Rounds * FaultsPerRound; fault++)
        {
            // The first faults of a run are silos; later ones also gateways.
            var gateway = fault > FaultsPerRound && random.Next(4) == 0;
            var victim = random.Next(gateway ? cluster.GatewayCount : cluster.SiloCount);
            var what = $"fault {fault}, {(gateway ? "gateway" : "silo")} {victim}, seed {seed}";
            var more = run.Acknowledged + random.Next(ReportsPerSecond);
            await Eventually.HoldsAsync($"{more} reports are acknowledged before {what}", () => Task.FromResult(run.Acknowledged >= more || load.IsCompleted), FaultLimit);
            Assert.False(load.IsFaulted, load.Exception?.ToString());

            var killed = Stopwatch.GetTimestamp();
            await (gateway ? cluster.KillGatewayAsync(victim) : cluster.KillSiloAsync(victim));
            await run.EverySubjectAnswersAsync($"after {what}", FaultLimit);
            took.Add(Stopwatch.GetElapsedTime(killed));
            output.WriteLine($"{what}: every subject answered with a later report after {took[^1].TotalSeconds:0.00} s; {run.Acknowledged} acknowledged");
            await (gateway ? cluster.StartGatewayAsync(victim) : cluster.StartSiloAsync(victim));
            await run.VerifyAsync($"after {what}");
        }

        await stop.CancelAsync();
        await load;
        await run.NothingIsLostAsync($"seed {seed}");
        await run.VerifyAsync($"at the end, seed {seed}");
        var sorted = took.Order().ToList();
        output.WriteLine($"{took.Count} faults, {run.Acknowledged} reports acknowledged, {run.Resent} arrays sent again, none lost, none twice; until every subject answered: median {sorted[sorted.Count / 2].TotalSeconds:0.00} s, longest {sorted[^1].TotalSeconds:0.00} s");
        Assert.True(sorted[^1] <= AnswerLimit, $"After a fault some subject answered only after {sorted[^1].TotalSeconds:0.0} s, later than {AnswerLimit.TotalSeconds:0} s; seed {seed}.");
    }
}

/// <summary>The senders and readers of one run against a cluster.</summary>
internal sealed class ClusterLoad
{
    private const int ArraySize = 20;
    private const int Senders = 3;
    private const int Readers = 16;
    private readonly ChaosCluster cluster;
    private readonly BaseReports made;
    private readonly Receipts receipts = new();
    private readonly Dictionary<string, string> sent = [];
    private readonly ArraySenders senders;
    private int turn;

    public ClusterLoad(ChaosCluster cluster, BaseReports made)
    {
        (this.cluster, this.made) = (cluster, made);
        senders = new(cancellation => cluster.GatewayAsync(Interlocked.Increment(ref turn), cancellation), receipts);
    }

    public int Acknowledged => receipts.Count;

    public int Resent => senders.Resent;

    /// <summary>Sends arrays at a steady pace, more than one at once when answers are slow, until it is told to stop; ends when all are acknowledged.</summary>
    public async Task KeepSendingAsync(int perSecond, CancellationToken stop)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds((double)ArraySize / perSecond));
        using var room = new SemaphoreSlim(Senders);
        List<Task> running = [];
        while (!stop.IsCancellationRequested)
        {
            await pace.WaitForNextTickAsync(CancellationToken.None);
            await room.WaitAsync(CancellationToken.None);
            var array = Take(() => Enumerable.Range(0, ArraySize).Select(_ => made.Next()).ToList());
            running.RemoveAll(t => t.IsCompletedSuccessfully);
            running.Add(SendAsync(array));
        }

        await Task.WhenAll(running);

        async Task SendAsync(string[] array)
        {
            try
            {
                await senders.SendAsync(array, CancellationToken.None);
            }
            finally
            {
                room.Release();
            }
        }
    }

    /// <summary>A report for every subject, then every subject's tally at or past its receipt.</summary>
    public async Task EverySubjectAnswersAsync(string when, TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        var arrays = Enumerable.Range(0, ChaosSettings.Subjects).Chunk(100).ToList();
        await Parallel.ForEachAsync(arrays, new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = deadline.Token }, async (subjects, cancellation) =>
        {
            var answers = await senders.SendAsync(Take(() => subjects.Select(made.New).ToList()), cancellation);
            await Parallel.ForEachAsync(subjects.Zip(answers), new ParallelOptions { MaxDegreeOfParallelism = Readers, CancellationToken = cancellation }, async (pair, stop) =>
            {
                var position = Assert.Single(pair.Second.GetProperty("positions").EnumerateObject());
                var path = $"v1/bases/{BaseReports.KeyOf(pair.First)}/tally?minPositions={position.Name}:{position.Value}";
                var tally = await UntilAnsweredAsync(path, stop);
                Assert.True(tally.GetProperty("positions").GetProperty(position.Name).GetInt64() >= position.Value.GetInt64(), $"{when}: {path} gives {tally}");
            });
        });
    }

    /// <summary>Every acknowledged report is a duplicate with its first receipt, and every subject counts each incident once with its last figure.</summary>
    public async Task NothingIsLostAsync(string when)
    {
        foreach (var some in receipts.Reports.Chunk(1_000))
        {
            var http = await cluster.GatewayAsync(0, CancellationToken.None);
            foreach (var receipt in await http.RecordAsync(some.Select(id => sent[id])))
            {
                receipts.StillStands(receipt);
            }
        }

        Assert.Equal(sent.Count, receipts.Count);
        var expected = made.Expected();
        await Parallel.ForEachAsync(expected, new ParallelOptions { MaxDegreeOfParallelism = Readers }, async (want, stop) =>
        {
            var http = await cluster.GatewayAsync(want.Key, stop);
            await Eventually.BecomesAsync(
                $"{BaseReports.KeyOf(want.Key)} counts {want.Value}, {when}",
                async () => Counted(await http.AskAsync($"v1/bases/{BaseReports.KeyOf(want.Key)}/tally")),
                got => got == want.Value,
                TimeSpan.FromSeconds(10));
        });
        var world = await (await cluster.GatewayAsync(0, CancellationToken.None)).AskAsync("v1/groups/us-forces/tally?role=target&figures=all");
        Assert.Equal((expected.Values.Sum(e => e.Incidents), expected.Values.Sum(e => e.Killed)), Counted(world));
    }

    /// <summary>Runs <c>verify</c> while the load goes on.</summary>
    public async Task VerifyAsync(string when) => await (await cluster.GatewayAsync(0, CancellationToken.None)).VerifyAsync(when);

    private static (long Incidents, long Killed) Counted(JsonElement tally) =>
        (tally.GetProperty("incidents").GetInt64(), tally.GetProperty("killed").GetProperty("best").GetInt64());

    private async Task<JsonElement> UntilAnsweredAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            var http = await cluster.GatewayAsync(Interlocked.Increment(ref turn), cancellationToken);
            try
            {
                using var response = await http.GetAsync(path, cancellationToken);
                var text = await response.Content.ReadAsStringAsync(cancellationToken);
                if (!Outage.IsSaidBy(response.StatusCode))
                {
                    Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
                    return JsonElement.Parse(text);
                }
            }
            catch (Exception failure) when (Outage.IsSeenAs(failure) && !cancellationToken.IsCancellationRequested)
            {
                // Asked again of the next gateway.
            }
        }
    }

    private string[] Take(Func<List<(string Id, string Report)>> make)
    {
        lock (sent)
        {
            var reports = make();
            reports.ForEach(r => sent.Add(r.Id, r.Report));
            return [.. reports.Select(r => r.Report)];
        }
    }
}
