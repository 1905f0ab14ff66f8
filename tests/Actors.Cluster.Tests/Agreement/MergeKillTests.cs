using System.Globalization;
using System.Text;
using Actors.Abstractions.Intake;
using Actors.Abstractions.Queries;
using Actors.Abstractions.Subjects;
using Actors.Cluster.Tests.Notifications;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Grains.Intake;
using Actors.Grains.Partitions;
using Actors.Ledger;
using Actors.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Cluster.Tests.Agreement;

/// <summary>
/// A silo is killed exactly while a merge, a split, or the second of two entries that belong together is on its way to the database. What
/// is asked again, or left to the cluster, is done once.
/// </summary>
public sealed class MergeKillTests
{
    private const int Partitions = 3;

    /// <summary>Short, since whatever is asked is asked again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(90);

    /// <summary>A merge of incidents of two partitions is one entry in one of them, so a kill leaves it done or not done, never half.</summary>
    [Theory]
    [InlineData(Fate.Lost, true)]
    [InlineData(Fate.CommittedUnheard, true)]
    [InlineData(Fate.Late, true)]
    [InlineData(Fate.CommittedUnheard, false)]
    public async Task Merge_CountsOnce_WhenItsSiloIsKilledOverIt(Fate fate, bool acrossPartitions)
    {
        await using var scene = await Scene.StartAsync(EntryKind.Merge, fate);
        var (survivor, absorbed) = Pair(acrossPartitions);
        await scene.ReportAsync(survivor, killed: 3);
        await scene.ReportAsync(absorbed, killed: 5);
        Assert.Equal((2, 8), await scene.CountedAsync());
        var request = new MergeRequest(IncidentIds.OfReference("desk", survivor), IncidentIds.OfReference("desk", absorbed), "the same", "desk");

        var done = await scene.KillDuringAsync(IncidentIds.PartitionOf(request.Survivor, Partitions), () => scene.Intake.MergeAsync(request));
        Assert.Equal((null, request.Survivor), (done.Problem, done.Incident));
        Assert.Equal(1, await scene.CountEntriesAsync(EntryKind.Merge));
        Assert.Equal((1, 5), await scene.CountedAsync(done.Positions));
        Assert.Equal(request.Survivor, (await Asked.UntilAnsweredAsync("the absorbed incident", async () => (await scene.Queries.GetAsync(request.Absorbed, null, null))!)).MergedInto);

        // What is said later of either is said of the one.
        Assert.Equal(request.Survivor, (await scene.ReportAsync(absorbed, killed: 6)).Incident);
        Assert.Equal((1, 6), await scene.CountedAsync());
        await scene.VerifyAsync();
    }

    [Theory]
    [InlineData(Fate.Lost)]
    [InlineData(Fate.CommittedUnheard)]
    [InlineData(Fate.Late)]
    public async Task Split_CountsOnce_WhenItsSiloIsKilledOverIt(Fate fate)
    {
        await using var scene = await Scene.StartAsync(EntryKind.Split, fate);
        var (survivor, absorbed) = Pair(acrossPartitions: true);
        await scene.ReportAsync(survivor, killed: 3);
        var moved = await scene.ReportAsync(absorbed, killed: 5);
        var whole = IncidentIds.OfReference("desk", survivor);
        var other = IncidentIds.OfReference("desk", absorbed);
        await scene.Intake.MergeAsync(new MergeRequest(whole, other, "the same", "desk"));

        var done = await scene.KillDuringAsync(
            IncidentIds.PartitionOf(whole, Partitions), () => scene.Intake.SplitAsync(new SplitRequest(whole, [moved.Report], "another", "desk")));
        Assert.Equal((null, other), (done.Problem, done.Incident));
        Assert.Equal(1, await scene.CountEntriesAsync(EntryKind.Split));
        Assert.Equal((2, 8), await scene.CountedAsync(done.Positions));
        Assert.Equal(other, (await scene.ReportAsync(absorbed, killed: 6)).Incident);
        Assert.Equal((2, 9), await scene.CountedAsync());
        await scene.VerifyAsync();
    }

    /// <summary>A report and the retraction that came at the same moment are two entries, maybe of two partitions, and a third brings them
    /// together. The silo dies before that third: the cluster finds it by itself, nothing more has to be reported.</summary>
    [Theory]
    [InlineData(Fate.Lost)]
    [InlineData(Fate.CommittedUnheard)]
    public async Task Retraction_TakesItsReportOut_WhenTheSiloIsKilledBeforeBringingThemTogether(Fate fate)
    {
        await using var scene = await Scene.StartAsync(EntryKind.Attach, fate);
        var kept = await scene.ReportAsync("kept", killed: 1);
        var partition = await scene.WaitingMeetsItsReportAsync("late", killed: 7);
        await scene.KillAsync(partition);
        await Eventually.BecomesAsync("only the other incident counts", () => scene.CountedAsync(), counted => counted == (1, 1), AnswerLimit);
        Assert.NotNull(kept.Incident);
        Assert.Equal(1, await scene.CountEntriesAsync(EntryKind.Attach));
        await scene.VerifyAsync();
    }

    /// <summary>Two references of the sender, of incidents in the same partition or in two.</summary>
    private static (string Survivor, string Absorbed) Pair(bool acrossPartitions)
    {
        var first = IncidentIds.PartitionOf(IncidentIds.OfReference("desk", "x"), Partitions);
        return ("x", Enumerable.Range(0, 100).Select(i => $"y{i}").First(y => IncidentIds.PartitionOf(IncidentIds.OfReference("desk", y), Partitions) == first != acrossPartitions));
    }

    private sealed class Scene(ThreatCluster cluster, GatedLedger gate) : IAsyncDisposable
    {
        private int made;

        public IIntakeGrain Intake => cluster.Cluster.Client.GetGrain<IIntakeGrain>(0);

        public IIncidentQueryGrain Queries => cluster.Cluster.Client.GetGrain<IIncidentQueryGrain>(0);

        public static async Task<Scene> StartAsync(EntryKind kind, Fate fate)
        {
            GatedLedger? gate = null;
            ILedger? gated = null;
            var one = new Lock();
            var cluster = await ThreatCluster.StartAsync(silos: 3, partitions: Partitions, patience: Patience, configure: services =>
            {
                // Silos start side by side, and all must share the one gate that the test holds.
                lock (one)
                {
                    if (gated is null)
                    {
                        var plain = (ILedger)services.Last(s => s.ServiceType == typeof(ILedger)).ImplementationInstance!;
                        (gated, gate) = GatedLedger.Over(plain, kind, fate);
                    }
                }

                services.AddSingleton(gated);
            });
            return new Scene(cluster, gate!);
        }

        public async Task<Receipt> ReportAsync(string reference, int killed) => Assert.Single(await SubmitAsync(Attack(reference, killed)));

        /// <summary>Has the partition of an action killed while its append is stopped; asks until there is an answer.</summary>
        public async Task<ActionResult> KillDuringAsync(int partition, Func<Task<ActionResult>> ask)
        {
            // Asked again where the cluster was too busy for it to come so far.
            using var limit = new CancellationTokenSource(AnswerLimit);
            var first = Asked.OnceAsync(ask);
            while (await Task.WhenAny(first, gate.Stopped).WaitAsync(limit.Token) == first && !gate.Stopped.IsCompleted)
            {
                limit.Token.ThrowIfCancellationRequested();
                Assert.True(first.Result is null, $"it was answered before its entry was written: {first.Result}");
                first = Asked.OnceAsync(ask);
            }

            await KillAsync(partition);
            var answer = await Asked.UntilAnsweredAsync("the action", ask);
            gate.GoOn();
            if (gate.IsLate)
            {
                Assert.IsType<AppendOutcome.HeadMoved>(await gate.LateOutcome.WaitAsync(AnswerLimit));
            }

            // Whoever waited at the killed silo may wait until its call times out.
            first.Ignore();
            return answer;
        }

        /// <summary>Kills the silo where a partition is written, and starts another.</summary>
        public async Task KillAsync(int partition)
        {
            var grain = cluster.Cluster.Client.GetGrain<ILedgerPartitionGrain>(partition).GetGrainId();
            Assert.True(cluster.Cluster.TryGetGrainContext(grain, out var context), $"partition {partition} is not active");
            await cluster.Cluster.KillSiloAsync(cluster.Cluster.GetSiloForAddress(context!.Address.SiloAddress!)!);
            await cluster.Cluster.StartAdditionalSiloAsync();
        }

        public async Task<(long Incidents, long Killed)> CountedAsync(string? positions = null)
        {
            positions ??= (await cluster.Ledger.ReadHeadsAsync(CancellationToken.None)).ToString();
            var tally = await Asked.UntilAnsweredAsync("the base", () => cluster.Subject("base:al-harir").TallyAsync(new TallyQuery { MinPositions = positions }));
            return (tally.Incidents.Best, tally.Killed.Best);
        }

        public async Task<int> CountEntriesAsync(EntryKind kind)
        {
            var count = 0;
            for (var partition = 0; partition < Partitions; partition++)
            {
                count += (await cluster.Ledger.ReadAsync(partition, 0, long.MaxValue, 1_000, EntryParts.None, CancellationToken.None)).Entries.Count(e => e.Kind == (byte)kind);
            }

            return count;
        }

        public Task VerifyAsync() => Asked.VerifiesAsync(cluster.Cluster.Client, "at the end");

        public ValueTask DisposeAsync()
        {
            gate.GoOn();
            return cluster.DisposeAsync();
        }

        /// <summary>Records a report, and a retraction that was sent before the report was known. Returns the partition that is about to bring
        /// them together; both stand in it, so that nobody else remembers.</summary>
        public async Task<int> WaitingMeetsItsReportAsync(string reference, int killed)
        {
            var reported = await ReportAsync(reference, killed);
            var partition = IncidentIds.PartitionOf(reported.Incident!.Value, Partitions);
            var name = Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture, $"retraction {i}"))
                .First(id => IncidentIds.PartitionOf(IncidentIds.OfReport(id), Partitions) == partition);
            var retraction = Canonical($$"""{"kind":"retraction","id":"{{name}}","source":"centcom","publishedAt":"2023-11-09T19:00:00Z","retracts":"{{reported.Report}}","reason":"error"}""");
            var read = ReportReader.ReadOne(retraction).Reports![0];
            var recorded = new ReportResolver(new NameMemory(Catalogue.BuiltIn), "desk", analyst: true, ThreatCluster.Evening).Resolve(read, retraction);
            await cluster.Cluster.Client.GetGrain<ILedgerPartitionGrain>(partition).RecordAsync(
                [new RecordItem(name, IncidentIds.OfReport(name), RecordedReportCodec.Write(recorded), ReportWriter.ContentHash(read), Awaits: reported.Report, Matched: null, Why: null)]);
            await gate.Stopped.WaitAsync(AnswerLimit);
            return partition;
        }

        private async Task<IReadOnlyList<Receipt>> SubmitAsync(params string[] reports) =>
            await Asked.UntilAnsweredAsync("a report", () => Intake.SubmitAsync(new Submission("desk", true, [.. reports.Select(Canonical)])));

        private string Attack(string reference, int killed) => string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"kind":"incident","id":"desk:{{{++made}}}","source":"centcom","publishedAt":"2023-11-09T18:00:{{{made:00}}}Z","incident":"{{{reference}}}","occurred":{"from":"2023-11-09"},"place":{"base":"al-harir"},"casualties":[{"killed":{{{killed}}}}]}""");

        private static byte[] Canonical(string report)
        {
            var read = ReportReader.ReadOne(Encoding.UTF8.GetBytes(report));
            Assert.True(read.Errors.Count == 0, $"{string.Join("; ", read.Errors)}: {report}");
            return ReportWriter.WriteCanonical(read.Reports![0]);
        }
    }
}
