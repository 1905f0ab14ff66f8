using System.Diagnostics;
using System.Globalization;
using Actors.System.Tests.Chaos;
using Actors.Testing;
using Xunit.Abstractions;

namespace Actors.System.Tests.Faults;

/// <summary>
/// Faults under load, in an order that a seed decides. After each: every subject answers with a report acknowledged after the fault; at the end
/// no acknowledged report is lost, none counted twice, every notification is said once and <c>verify</c> is clean.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class FaultTests(ITestOutputHelper output)
{
    /// <summary>With more subjects <c>verify</c>, which makes every decision again, takes minutes: it runs once, at the end.</summary>
    private const int VerifiedSubjects = 1_000;

    private const int FaultsOfACluster = 10;

    private static readonly TimeSpan FaultLimit = TimeSpan.FromSeconds(90);

    /// <summary>A few, in a fixed order, on a machine that may be busy with other things: only the figures that do not hang on its speed are held.</summary>
    [PostgresFact]
    public Task Cluster_LosesNothingAndCountsNothingTwice_AcrossAFewFaults() => RunAsync(
        new FaultClusterSettings(Silos: 3, Gateways: 2),
        subjects: 40,
        [Fault.KillSilo, (_, _) => Fault.CrashDatabase(TimeSpan.FromSeconds(1)), (random, cluster) => Fault.HangSilo(random, cluster, TimeSpan.FromSeconds(5))],
        reportsPerSecond: 40,
        isLong: false);

    /// <summary>The database's disk is full for a while, with and without a little room, and a silo's clock is an hour ahead.</summary>
    [MachineFact(MachineNeeds.Postgres | MachineNeeds.Disk | MachineNeeds.Clock)]
    public async Task Cluster_LosesNothingAndCountsNothingTwice_WhenTheDiskIsFullAndAClockJumps()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 256);
        await RunAsync(
            new FaultClusterSettings(Silos: 2, Gateways: 1) { Disk = disk },
            subjects: 40,
            [(_, _) => Fault.FillDisk(bytesLeft: 0, TimeSpan.FromSeconds(4)), (_, _) => Fault.FillDisk(bytesLeft: 3_000_000, TimeSpan.FromSeconds(4)), (random, cluster) => Fault.JumpClock(random, cluster, TimeSpan.FromSeconds(5))],
            reportsPerSecond: 100,
            isLong: false);
    }

    /// <summary>As many as <c>ACTORS_TEST_FAULTS</c> says (100 where it says nothing), every kind of them, with the limits of time: ten after each other on one
    /// cluster, then on a fresh one, since verify takes longer the more there is. Seeds that are even have the silos on machines of their own, which are cut
    /// off; with odd ones the way to the database becomes slow.</summary>
    [LongFaultFact]
    [Trait("Category", "OnDemand")]
    public async Task Cluster_LosesNothingAndAnswersInTime_AcrossManyFaults()
    {
        foreach (var part in Enumerable.Range(0, LongFaultFactAttribute.Faults).Chunk(FaultsOfACluster))
        {
            await RunManyAsync(ChaosSettings.Seed + (part[0] / FaultsOfACluster), part.Length);
            Say($"{part[^1] + 1} of {LongFaultFactAttribute.Faults} faults survived");
        }
    }

    private async Task RunManyAsync(int seed, int count)
    {
        var outage = TimeSpan.FromSeconds(10);
        var leaseIsLost = TimeSpan.FromSeconds(18);
        var random = new Random(seed);
        var hasNetwork = seed % 2 == 0;
        await using var disk = await SmallDisk.MountAsync(megabytes: 1_024);
        await using var network = hasNetwork ? await MachineNetwork.MakeAsync(machines: 4) : null;
        var every = Fault.Kinds(outage, hasNetwork ? leaseIsLost : null);
        var kinds = every.Where(k => ChaosSettings.Kinds.Count == 0 || ChaosSettings.Kinds.Contains(k.Word)).Select(k => k.Make).ToArray();
        Assert.True(kinds.Length > 0, $"ACTORS_CHAOS_KINDS names none of {string.Join(", ", every.Select(k => k.Word))}.");
        random.Shuffle(kinds);
        await RunAsync(
            new FaultClusterSettings(Silos: 3, Gateways: 2) { Network = network, Disk = disk },
            ChaosSettings.Subjects,
            [.. Enumerable.Range(0, count).Select(fault => kinds[fault % kinds.Length])],
            ChaosSettings.ReportsPerSecond,
            isLong: true,
            seed);
    }

    private async Task RunAsync(FaultClusterSettings settings, int subjects, IReadOnlyList<Func<Random, FaultCluster, Fault>> faults, int reportsPerSecond, bool isLong, int? seeded = null)
    {
        var seed = seeded ?? ChaosSettings.Seed;
        Say($"seed {seed}, {subjects} subjects, {reportsPerSecond} reports/s, {faults.Count} faults");
        await using var cluster = await FaultCluster.StartAsync(settings);
        Say($"seed {seed}: {settings.Silos} silos and {settings.Gateways} gateways are up");
        try
        {
            await RunAsync(cluster, seed, subjects, faults, reportsPerSecond, isLong);
        }
        catch
        {
            Say(cluster.Logs());
            throw;
        }
    }

    private async Task RunAsync(FaultCluster cluster, int seed, int subjects, IReadOnlyList<Func<Random, FaultCluster, Fault>> faults, int reportsPerSecond, bool isLong)
    {
        var random = new Random(seed);
        using var stop = new CancellationTokenSource();
        var run = new ClusterLoad(cluster.GatewayAsync, new BaseReports(subjects, new Random(seed + 1)), subjects);
        await run.EverySubjectAnswersAsync("before the first fault", FaultLimit);
        var load = run.KeepSendingAsync(reportsPerSecond, stop.Token);
        List<(Fault Fault, TimeSpan Took)> took = [];
        foreach (var fault in faults.Select(make => make(random, cluster)))
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"fault {took.Count + 1}, {fault.Name}, seed {seed}");
            var more = run.Acknowledged + random.Next(reportsPerSecond);
            await Eventually.HoldsAsync($"{more} reports are acknowledged before {what}", () => run.Acknowledged >= more || load.IsCompleted, FaultLimit);
            Assert.False(load.IsFaulted, load.Exception?.ToString());
            Say($"{what}: begins");
            await fault.InflictAsync(cluster);
            var over = Stopwatch.GetTimestamp();
            await run.EverySubjectAnswersAsync($"after {what}", FaultLimit);
            took.Add((fault, Stopwatch.GetElapsedTime(over)));
            Say($"{what}: every subject answered with a later report after {took[^1].Took.TotalSeconds:0.00} s; {run.Acknowledged} acknowledged");
            await fault.MendAsync(cluster);
            if (isLong && subjects <= VerifiedSubjects)
            {
                await run.VerifyAsync($"after {what}");
                Say($"verify is clean after {what}");
            }
        }

        await stop.CancelAsync();
        await load;
        await run.NothingIsLostAsync($"seed {seed}");
        var lag = await run.EveryNotificationOnceAsync($"seed {seed}");
        Say($"waited {lag.TotalSeconds:0.00} s until every notification was said");
        await run.LevelsRestAsync($"seed {seed}");
        await run.VerifyAsync($"at the end, seed {seed}");
        var sorted = took.Select(t => t.Took).Order().ToList();
        Say($"{took.Count} faults, {run.Acknowledged} reports acknowledged, {run.Resent} arrays sent again, none lost, none twice; until every subject answered: median {sorted[sorted.Count / 2].TotalSeconds:0.00} s, longest {sorted[^1].TotalSeconds:0.00} s");
        if (isLong)
        {
            Assert.All(took, t => Assert.True(t.Took <= t.Fault.AnswerLimit * ChaosSettings.Slowness, $"{t.Fault.Name}: some subject answered only after {t.Took.TotalSeconds:0.0} s; seed {seed}."));
        }
    }

    /// <summary>Also to the file that <c>ACTORS_TEST_FAULTS_LOG</c> names, line by line: a long run is watched.</summary>
    private void Say(string line)
    {
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("ACTORS_TEST_FAULTS_LOG") is { Length: > 0 } file)
        {
            File.AppendAllText(file, $"{DateTimeOffset.UtcNow:HH:mm:ss} {line}\n");
        }
    }
}
