using Actors.Grains.Routing;
using Actors.Ledger;
using Actors.Streaming;
using Actors.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Actors.Cluster.Tests.Streams;

/// <summary>Silos with ledger streams over one ledger, and probe subjects instead of bases, regions and groups.</summary>
internal sealed class StreamCluster : IAsyncDisposable
{
    private readonly EngineUnderTest engine;

    private StreamCluster(EngineUnderTest engine, SwitchableLedger ledger, InProcessTestCluster cluster, ProbeBoard board, StreamFigures figures)
    {
        this.engine = engine;
        Ledger = ledger;
        Cluster = cluster;
        Board = board;
        Figures = figures;
    }

    public InProcessTestCluster Cluster { get; }

    public ProbeBoard Board { get; }

    public SwitchableLedger Ledger { get; }

    public StreamFigures Figures { get; }

    public static async Task<StreamCluster> StartAsync(EngineUnderTest engine, StreamClusterSettings settings)
    {
        var ledger = new SwitchableLedger(engine.Ledger);
        var board = new ProbeBoard();
        var figures = new StreamFigures();
        var builder = new InProcessTestClusterBuilder(settings.Silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<ILedger>(ledger);
            silo.Services.AddSingleton(board);
            silo.Services.AddSingleton<ISubjectExpander, ProbeExpander>();
            silo.Services.AddLedgerRouting();
            silo.Services.Configure(settings.Router);
            silo.AddLedgerStreams("ledger", settings.Streams, settings.OrleansStreams);
            figures.Watch(silo.Services);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new StreamCluster(engine, ledger, cluster, board, figures);
    }

    public ILedgerRouterGrain Router(int partition) => Cluster.Client.GetGrain<ILedgerRouterGrain>($"{partition}");

    /// <summary>The silo where the router of a partition is active, once it is.</summary>
    public async Task<InProcessSiloHandle> SiloOfRouterAsync(int partition)
    {
        IGrainContext? context = null;
        await Eventually.HoldsAsync(
            $"the router of partition {partition} is active",
            () => Cluster.TryGetGrainContext(Router(partition).GetGrainId(), out context));
        return Cluster.GetSiloForAddress(context!.Address.SiloAddress!)!;
    }

    /// <summary>Waits until the routers have been handed this many entries by the streams, repetitions counted.</summary>
    public Task EntriesDeliveredAsync(long count) =>
        Eventually.HoldsAsync($"{count} entries are delivered", () => Figures.Sum("actors.ledger.entries") >= count);

    /// <summary>Waits until every subject has reported the fold of the ledger by itself; then asks each one, which makes those that lost
    /// their memory fold it again.</summary>
    public async Task VerifyAsync(TimeSpan? deadline = null)
    {
        var fold = await engine.FoldAsync();
        await Eventually.BecomesAsync(
            "every subject holds the fold of the ledger",
            () => Task.FromResult(fold.Where(expected => !Same(expected.Value, Board.Tally(expected.Key.Subject, expected.Key.Partition)))
                .Select(expected => $"{expected.Key}: {Board.Tally(expected.Key.Subject, expected.Key.Partition)} instead of {expected.Value}")
                .ToArray()),
            differences => differences.Length == 0,
            deadline ?? TimeSpan.FromSeconds(20));
        foreach (var subject in fold.GroupBy(expected => expected.Key.Subject))
        {
            var answer = await Cluster.Client.GetGrain<IProbeGrain>(subject.Key).ReadAsync();
            foreach (var ((_, partition), expected) in subject)
            {
                Assert.True(Same(expected, answer[partition]), $"{subject.Key} in partition {partition} answers {answer[partition]} instead of {expected}");
            }
        }

        static bool Same(ProbeTally expected, ProbeTally actual) => expected.Count == actual.Count && expected.Sum == actual.Sum;
    }

    /// <summary>Waits until the checkpoint says that everything was handed over and nobody is behind.</summary>
    public Task CheckpointReachesHeadAsync(int partition) =>
        Eventually.BecomesAsync(
            $"the checkpoint of partition {partition} reaches {engine.Head(partition)} with nobody behind",
            () => engine.Ledger.ReadCheckpointAsync(partition, CancellationToken.None),
            checkpoint => checkpoint?.Position == engine.Head(partition) && checkpoint.Behind.Count == 0);

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        Figures.Dispose();
    }
}
