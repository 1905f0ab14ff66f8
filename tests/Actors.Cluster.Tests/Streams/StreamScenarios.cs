using System.Diagnostics;
using Actors.Testing;

namespace Actors.Cluster.Tests.Streams;

/// <summary>What must hold on every engine. Each scenario ends with the comparison of every subject with the fold of the ledger.</summary>
internal static class StreamScenarios
{
    public static async Task KillSiloAsync(EngineUnderTest engine)
    {
        await using var cluster = await StreamCluster.StartAsync(engine, new() { Silos = 3 });
        var appending = AppendEverywhereAsync(engine, perPartition: 2_000);
        await cluster.EntriesDeliveredAsync(1_000);

        var victim = await cluster.SiloOfRouterAsync(0);
        cluster.Ledger.TakesCheckpoints = false;
        await cluster.Cluster.KillSiloAsync(victim);
        cluster.Ledger.TakesCheckpoints = true;

        await appending;
        await cluster.VerifyAsync(TimeSpan.FromSeconds(40));
    }

    public static async Task StopSiloAsync(EngineUnderTest engine)
    {
        await using var cluster = await StreamCluster.StartAsync(engine, new() { Silos = 3 });
        var appending = AppendEverywhereAsync(engine, perPartition: 2_000);
        await cluster.EntriesDeliveredAsync(1_000);

        await cluster.Cluster.StopSiloAsync(await cluster.SiloOfRouterAsync(0));

        await appending;
        await cluster.VerifyAsync(TimeSpan.FromSeconds(40));
        for (var partition = 0; partition < engine.Ledger.PartitionCount; partition++)
        {
            await cluster.CheckpointReachesHeadAsync(partition);
        }
    }

    /// <summary>The database goes away under load and comes back; <paramref name="away"/> runs while it is gone.</summary>
    public static async Task LoseDatabaseAsync(EngineUnderTest engine, Func<StreamCluster, Task> leave, Func<StreamCluster, Task> away, Func<StreamCluster, Task> comeBack)
    {
        await using var cluster = await StreamCluster.StartAsync(engine, new() { Silos = 2 });
        await engine.AppendLeavesAsync(0, 1_000, leaves: 50);
        await cluster.EntriesDeliveredAsync(200);

        await leave(cluster);
        await away(cluster);
        await Eventually.HoldsAsync("reads fail", () => cluster.Figures.Sum("actors.ledger.read_failures") >= 2);
        await comeBack(cluster);

        await engine.AppendLeavesAsync(0, 500, leaves: 50);
        await cluster.VerifyAsync();
        await cluster.CheckpointReachesHeadAsync(0);
    }

    public static async Task ReplaceRouterThatOwesAsync(EngineUnderTest engine)
    {
        // Checkpoints only at the very end: what the router of the dead silo owed is written nowhere.
        await using var cluster = await StreamCluster.StartAsync(engine, new()
        {
            Silos = 2,
            Streams = streams => streams.QuietPeriod = TimeSpan.FromMilliseconds(300),
            Router = router => router.CheckpointPeriod = TimeSpan.FromHours(1),
        });
        cluster.Board.Fault("solo:1", () => throw new InvalidOperationException("The test makes it fail."));
        await engine.AppendLeavesAsync(0, 200, leaves: 20);
        var receiving = await cluster.SiloOfRouterAsync(0);
        var other = cluster.Cluster.Silos.Single(silo => silo != receiving);
        await cluster.Cluster.MigrateAsync(cluster.Router(0), other.SiloAddress);
        await engine.AppendAsync(0, ["solo:1", "leaf:3"]);
        await engine.AppendAsync(0, ["leaf:4"]);
        await Eventually.BecomesAsync(
            "the router on the other silo has handed over all and owes solo:1",
            cluster.Router(0).GetStatusAsync,
            status => status.Position == engine.Head(0) && status.Behind.SequenceEqual(["solo:1"]));
        Assert.Equal(other, await cluster.SiloOfRouterAsync(0));

        cluster.Ledger.TakesCheckpoints = false;
        await cluster.Cluster.KillSiloAsync(other);
        cluster.Ledger.TakesCheckpoints = true;
        cluster.Board.Heal("solo:1");

        // Not one more entry is appended: a quiet page must start the router that finds out.
        await cluster.VerifyAsync();
    }

    public static async Task FailThreeTimesTheLimitAsync(EngineUnderTest engine)
    {
        var limit = TimeSpan.FromMilliseconds(500);
        await using var cluster = await StreamCluster.StartAsync(engine, new() { Streams = streams => streams.MaxDeliveryTime = limit });
        cluster.Board.Fault("solo:1", () => throw new InvalidOperationException("The test makes it fail."));
        await engine.AppendAsync(0, ["solo:1", "leaf:1"], ["leaf:2"], ["solo:1"]);
        var failing = Stopwatch.StartNew();

        await engine.AppendLeavesAsync(0, 300, leaves: 20, batch: 50);
        await Eventually.BecomesAsync(
            "the checkpoint goes on with solo:1 behind",
            () => engine.Ledger.ReadCheckpointAsync(0, CancellationToken.None),
            checkpoint => checkpoint?.Position == engine.Head(0) && checkpoint.Behind.SequenceEqual(["solo:1"]));
        await Eventually.HoldsAsync("it failed for three times the limit", () => failing.Elapsed > 3 * limit && cluster.Board.Calls("solo:1") > 2);
        cluster.Board.Heal("solo:1");

        await cluster.VerifyAsync();
        await cluster.CheckpointReachesHeadAsync(0);
    }

    private static Task AppendEverywhereAsync(EngineUnderTest engine, int perPartition) =>
        Task.WhenAll(Enumerable.Range(0, engine.Ledger.PartitionCount).Select(partition => engine.AppendLeavesAsync(partition, perPartition, leaves: 60, batch: 40)));
}
