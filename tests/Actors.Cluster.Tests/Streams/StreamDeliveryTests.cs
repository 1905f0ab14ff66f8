using System.Collections.Immutable;
using System.Diagnostics;
using Actors.Abstractions.Subjects;
using Actors.Streaming;
using Actors.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Actors.Cluster.Tests.Streams;

public sealed class StreamDeliveryTests
{
    [Fact]
    public async Task Streams_HandEveryEntryToEverySubject_WhenEntriesAreAppended()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 2);
        await using var cluster = await StreamCluster.StartAsync(engine, new());

        await engine.AppendLeavesAsync(0, 2_000, leaves: 100);
        await engine.AppendLeavesAsync(1, 1_000, leaves: 100, batch: 100);

        await cluster.VerifyAsync();
        await cluster.CheckpointReachesHeadAsync(0);
        await cluster.CheckpointReachesHeadAsync(1);
        Assert.Equal(3_000, cluster.Figures.Sum("actors.ledger.entries"));
    }

    [Fact]
    public async Task Delivery_StartsAtTheCheckpoint_WhenTheClusterIsStartedAgain()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await using (var first = await StreamCluster.StartAsync(engine, new()))
        {
            await engine.AppendLeavesAsync(0, 500, leaves: 20);
            await first.VerifyAsync();
            await first.CheckpointReachesHeadAsync(0);
        }

        await using var second = await StreamCluster.StartAsync(engine, new());
        await engine.AppendLeavesAsync(0, 100, leaves: 20);
        await second.VerifyAsync();
        Assert.Equal(100, second.Figures.Sum("actors.ledger.entries"));
    }

    [Fact]
    public async Task Subject_CatchesUp_WhenTheCheckpointOfAnEarlierRunNamesItAndNothingIsAppended()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await using (var first = await StreamCluster.StartAsync(engine, new()))
        {
            first.Board.Fault("solo:1", () => throw new InvalidOperationException("The test makes it fail."));
            await engine.AppendAsync(0, ["solo:1", "solo:2"]);
            await Eventually.BecomesAsync(
                "solo:1 stands in the checkpoint",
                () => engine.Ledger.ReadCheckpointAsync(0, CancellationToken.None),
                checkpoint => checkpoint?.Behind.Contains("solo:1") == true);
        }

        await using var second = await StreamCluster.StartAsync(engine, new());
        await Eventually.HoldsAsync("solo:1 counts its entry", () => second.Board.Tally("solo:1", 0).Count == 1);
        await second.CheckpointReachesHeadAsync(0);
        Assert.Equal(0, second.Board.Calls("solo:2"));
    }

    [Theory]
    [InlineData(2_000, 1, 5_000)]
    [InlineData(10, 1, 400)]
    public async Task Streams_DrainABacklog_WhenItIsLargerThanTheCache(int pageEntries, int cachedPages, int backlog)
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await engine.AppendLeavesAsync(0, backlog, leaves: 50);
        await using var cluster = await StreamCluster.StartAsync(engine, new()
        {
            Streams = streams => (streams.MaxPageEntries, streams.MaxCachedPages) = (pageEntries, cachedPages),
        });

        await cluster.VerifyAsync();
        Assert.Equal(backlog, cluster.Figures.Sum("actors.ledger.entries"));
    }

    [Fact]
    public async Task OtherSubjects_AreServedWithinASecond_WhenOneHangs()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await using var cluster = await StreamCluster.StartAsync(engine, new());
        await engine.AppendAsync(0, ["solo:0", "solo:1", "solo:2"]);
        await cluster.VerifyAsync();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Board.Fault("solo:0", () => release.Task);

        var latencies = new List<TimeSpan>();
        for (var round = 1; round <= 100; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await engine.AppendAsync(0, ["solo:0", "solo:1"], ["solo:2"]);
            await Eventually.HoldsAsync(
                $"solo:1 and solo:2 have round {round}",
                () => cluster.Board.Tally("solo:1", 0).Count == round + 1 && cluster.Board.Tally("solo:2", 0).Count == round + 1);
            latencies.Add(Stopwatch.GetElapsedTime(started));
        }

        Assert.InRange(latencies.Order().ElementAt(98), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(1, cluster.Board.Tally("solo:0", 0).Count);
        Assert.Equal(2, cluster.Board.Calls("solo:0"));

        cluster.Board.Heal("solo:0");
        release.SetResult();
        await cluster.VerifyAsync();
        await cluster.CheckpointReachesHeadAsync(0);
    }

    [Fact]
    public async Task Memory_StaysBounded_WhenAConsumerIsSlow()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await using var cluster = await StreamCluster.StartAsync(engine, new()
        {
            Streams = streams => (streams.MaxPageEntries, streams.MaxCachedPages) = (50, 3),
            Router = router => (router.Patience, router.MaxPageTime) = (TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20)),
        });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Board.Fault(ProbeSubjects.All, () => gate.Task);

        await engine.AppendLeavesAsync(0, 2_000, leaves: 30);
        await Eventually.HoldsAsync("the cache is full", () => cluster.Figures.GreatestSampled("actors.ledger.cached_pages") == 3);
        var reads = cluster.Ledger.Reads;
        await Eventually.HoldsAsync("the lag is seen", () => cluster.Figures.GreatestSampled("actors.ledger.lag") == 2_000);
        Assert.InRange(cluster.Ledger.Reads, reads, reads + 2);
        Assert.True(cluster.Figures.GreatestSampled("actors.ledger.cached_pages") <= 3);

        cluster.Board.Heal(ProbeSubjects.All);
        gate.SetResult();
        await cluster.VerifyAsync();
        Assert.True(cluster.Figures.GreatestSampled("actors.ledger.cached_pages") <= 4);
    }

    [Fact]
    public async Task Router_TakesNoFurtherPage_WhenTooManySubjectsAreBehind()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await using var cluster = await StreamCluster.StartAsync(engine, new()
        {
            Streams = streams => (streams.MaxPageEntries, streams.MaxCachedPages, streams.MaxDeliveryTime) = (20, 2, TimeSpan.FromMilliseconds(500)),
            Router = router => (router.MaxBehind, router.MaxRefusalWait) = (10, TimeSpan.FromMilliseconds(200)),
        });
        for (var leaf = 0; leaf < 40; leaf++)
        {
            cluster.Board.Fault($"leaf:{leaf}", () => throw new InvalidOperationException("The test makes it fail."));
        }

        await engine.AppendLeavesAsync(0, 400, leaves: 40);
        await Eventually.HoldsAsync("the cache is full", () => cluster.Figures.GreatestSampled("actors.ledger.cached_pages") >= 2);
        var status = await Eventually.BecomesAsync("the first page is handed over", cluster.Router(0).GetStatusAsync, status => status.Position > 0);
        Assert.Equal(20, status.Behind.Count);
        Assert.Equal(20, status.Position);

        for (var leaf = 0; leaf < 40; leaf++)
        {
            cluster.Board.Heal($"leaf:{leaf}");
        }

        await cluster.VerifyAsync();
        await cluster.CheckpointReachesHeadAsync(0);
    }

    [Fact]
    public async Task Router_ForgetsQuietSubjects_WhenItTracksMoreThanItMay()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await using var cluster = await StreamCluster.StartAsync(engine, new() { Router = router => router.MaxTrackedSubjects = 50 });

        for (var round = 0; round < 10; round++)
        {
            await engine.AppendAsync(0, [.. Enumerable.Range(round * 20, 40).Select(i => (IReadOnlyList<string>)[$"leaf:{i}"])]);
            await Eventually.BecomesAsync("the page is handed over", cluster.Router(0).GetStatusAsync, status => status.Position == engine.Head(0));
        }

        Assert.InRange((await cluster.Router(0).GetStatusAsync()).TrackedSubjects, 0, 50);
        await cluster.VerifyAsync();

        // One that was forgotten by the router and lost its own memory as well must see that it misses what came before.
        await cluster.Cluster.DeactivateAsync(cluster.Cluster.Client.GetGrain<IProbeGrain>("leaf:5"));
        await engine.AppendAsync(0, ["leaf:5"]);
        await cluster.VerifyAsync();
    }

    [Fact]
    public async Task Subject_CountsNothingTwice_WhenStaleSlicesReachIt()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await using var cluster = await StreamCluster.StartAsync(engine, new());
        await engine.AppendLeavesAsync(0, 100, leaves: 5);
        await cluster.VerifyAsync();
        var subject = cluster.Cluster.Client.GetGrain<IProbeGrain>(ProbeSubjects.All);
        SubjectSlice Slice(long prev, params long[] positions) =>
            new(0, prev, positions[^1], [.. positions.Select(position => new SliceEntry(position, DateTimeOffset.UnixEpoch, 1, [], ReadOnlyMemory<byte>.Empty))]);

        await subject.DeliverAsync(Slice(0, 1, 2, 3));
        await subject.DeliverAsync(Slice(90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100));
        await subject.NudgeAsync(0, 50);
        await subject.DeliverAsync(Slice(10, 11));
        await engine.AppendLeavesAsync(0, 100, leaves: 5);

        await cluster.VerifyAsync();
    }

    [Fact]
    public async Task Producing_IsRefused_WhenSomebodyWritesToAStream()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await using var cluster = await StreamCluster.StartAsync(engine, new());
        var provider = cluster.Cluster.GetSiloServiceProvider().GetRequiredKeyedService<IStreamProvider>("ledger");
        var stream = provider.GetStream<LedgerPageEvent>(LedgerStreams.Of(0));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => stream.OnNextAsync(new LedgerPageEvent(0, 0, 0, ImmutableArray<LedgerPageEntry>.Empty)));

        Assert.Contains("ReadOnly", refusal.Message, StringComparison.Ordinal);
        Assert.False(provider.IsRewindable);
    }
}
