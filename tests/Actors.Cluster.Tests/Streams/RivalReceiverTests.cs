using Actors.Testing;
using Orleans.Streams;

namespace Actors.Cluster.Tests.Streams;

/// <summary>Receivers, routers and activations that should be one and are two.</summary>
public sealed class RivalReceiverTests
{
    [Fact]
    public async Task Subjects_EqualTheFold_WhenTwoReceiversServeOneQueue()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 2);
        await using var cluster = await StreamCluster.StartAsync(engine, new()
        {
            Silos = 2,
            OrleansStreams = streams => streams.ConfigurePartitionBalancing((_, _) => new EverythingIsMine()),
        });

        await Task.WhenAll(engine.AppendLeavesAsync(0, 1_000, leaves: 40, batch: 50), engine.AppendLeavesAsync(1, 1_000, leaves: 40, batch: 50));

        await cluster.VerifyAsync();
        await Eventually.HoldsAsync("both receivers delivered everything", () => cluster.Figures.Sum("actors.ledger.entries") == 4_000);
        await cluster.CheckpointReachesHeadAsync(0);
        await cluster.CheckpointReachesHeadAsync(1);
    }

    [Fact]
    public async Task Subjects_EqualTheFold_WhenTwoClustersServeOneLedger()
    {
        // As after a split: each side has its own routers and activations, and both write the same checkpoints.
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await using var one = await StreamCluster.StartAsync(engine, new());
        await using var other = await StreamCluster.StartAsync(engine, new());
        one.Board.Fault("solo:1", () => throw new InvalidOperationException("The test makes it fail."));
        other.Board.Fault("solo:2", () => throw new InvalidOperationException("The test makes it fail."));

        await engine.AppendAsync(0, ["solo:1", "solo:2"]);
        await engine.AppendLeavesAsync(0, 1_000, leaves: 40, batch: 50);
        one.Board.Heal("solo:1");
        other.Board.Heal("solo:2");

        await one.VerifyAsync();
        await other.VerifyAsync();
        await one.CheckpointReachesHeadAsync(0);
    }

    private sealed class EverythingIsMine : IStreamQueueBalancer
    {
        private IStreamQueueMapper mapper = null!;

        public Task Initialize(IStreamQueueMapper queueMapper)
        {
            mapper = queueMapper;
            return Task.CompletedTask;
        }

        public Task Shutdown() => Task.CompletedTask;

        public IEnumerable<QueueId> GetMyQueues() => mapper.GetAllQueues();

        public bool SubscribeToQueueDistributionChangeEvents(IStreamQueueBalanceListener observer) => true;

        public bool UnSubscribeFromQueueDistributionChangeEvents(IStreamQueueBalanceListener observer) => true;
    }
}
