using Actors.Benchmarks.Product;
using Actors.Benchmarks.Results;
using Actors.Benchmarks.Workload;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Tallies;

namespace Actors.Benchmarks.Rows;

/// <summary>How cost grows: processor time of folding an entry and of a tally with the incidents of a subject, of folding with the number of
/// subjects, of the whole way with the number of partitions and of silos, and of a notification with the number of subscribers.</summary>
public static class CurveBenchmark
{
    private const int Sample = 10_000;
    private static readonly DateOnly LastDay = new(2023, 11, 9);

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var quick = context.Options.Quick;

        // What is measured first would else be measured while it is compiled.
        _ = ByIncidents([20_000, 40_000]).ToList();
        List<Curve> curves = [.. ByIncidents(quick ? [1_000, 10_000, 50_000] : [10_000, 100_000, 1_000_000, 10_000_000])];
        curves.Add(BySubjects(quick ? [100, 1_000] : [100, 1_000, 10_000, 100_000]));
        curves.Add(await ByPartitionsAsync(context, quick ? [1, 2] : [1, 2, 4, 8], quick ? 2_000 : 50_000));
        curves.Add(await BySilosAsync(context, quick ? [1, 2] : [1, 2, 3, 4], quick ? 2_000 : 20_000));
        curves.Add(await SubscriberBenchmark.CurveAsync(context, quick ? [1, 100] : [1, 100, 1_000, 10_000], quick ? 2 : 10));
        foreach (var curve in curves)
        {
            var (first, last) = (curve.Points[0], curve.Points[^1]);
            context.AddTime($"{curve.Name}, {last.Size:#,0} {curve.Size}", new Samples([last.Cost]), curve.Cost, $"{first.Size:#,0} {curve.Size}", new Samples([first.Cost]), null, null);
        }

        if (context.Options.Figures is { } document)
        {
            await FigureSection.WriteAsync(document, curves);
        }
    }

    private static IEnumerable<Curve> ByIncidents(int[] sizes)
    {
        var state = new SubjectState(SubjectId.Region("iq"));
        var random = new Random(7);
        var leaves = Catalogue.BuiltIn.Within(state.Subject);
        List<(double, double)> folding = [];
        List<(double, double)> asking = [];
        var made = 0;
        foreach (var size in sizes)
        {
            for (; made < size - Sample; made++)
            {
                Fold(state, Make(made, leaves, random), made);
            }

            var next = Enumerable.Range(made, size - made).Select(i => Make(i, leaves, random)).ToArray();
            folding.Add((size, Processor(next.Length, i => Fold(state, next[i], made + i))));
            made = size;
            var filter = new TallyFilter { Subject = state.Subject, From = LastDay.AddDays(-89), To = LastDay };
            asking.Add((size, Processor(200, _ => GC.KeepAlive(state.TryAnswer(filter, TallyBy.None, Catalogue.BuiltIn)))));
        }

        yield return new Curve("Folding an entry", "incidents of the subject", "us of processor", folding);
        yield return new Curve("Tally of 90 days", "incidents of the subject", "us of processor", asking);
    }

    private static Curve BySubjects(int[] sizes)
    {
        List<(double, double)> points = [];
        var random = new Random(7);
        foreach (var size in sizes)
        {
            var states = Enumerable.Range(0, size).Select(i => new SubjectState(SubjectId.Base($"curve-{i}"))).ToArray();
            var position = 0;
            for (var i = 0; i < size; i++)
            {
                Add(i);
            }

            points.Add((size, Processor(Sample, _ => Add(random.Next(size)))));

            void Add(int subject)
            {
                var at = position++;
                Fold(states[subject], Make(at, [states[subject].Subject], random), at);
            }
        }

        return new Curve("Folding an entry in one of many subjects", "subjects", "us of processor", points);
    }

    private static async Task<Curve> ByPartitionsAsync(BenchmarkContext context, int[] counts, int size)
    {
        List<(double, double)> points = [];
        foreach (var count in counts)
        {
            var workload = new ReportWorkload(seed: 7, "c");
            await using var database = await context.Server.CreateDatabaseAsync();
            await using var product = await RunningProduct.StartAsync(database.ConnectionString, count);
            await ThroughputBenchmark.SendAsync(product, workload.Next(size));
            var before = Environment.CpuUsage.TotalTime;
            await ThroughputBenchmark.SendAsync(product, workload.Next(size));
            points.Add((count, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / size));
        }

        return new Curve("A report, applied to seven subjects", "partitions", "us of processor of the process", points);
    }

    /// <summary>All on the same two cores: what a hand-over to another process costs, not what another machine would add.</summary>
    private static async Task<Curve> BySilosAsync(BenchmarkContext context, int[] counts, int size)
    {
        List<(double, double)> points = [];
        foreach (var count in counts)
        {
            var workload = new ReportWorkload(seed: 7, "c");
            await using var database = await context.Server.CreateDatabaseAsync();
            await using var cluster = await ProductCluster.StartAsync(database.ConnectionString, count);
            await SendAsync();
            var before = cluster.ProcessorTime;
            await SendAsync();
            points.Add((count, (cluster.ProcessorTime - before).TotalMicroseconds / size));

            async Task SendAsync()
            {
                await ReportDriver.SendArraysAsync(cluster.Http, [.. workload.Next(size).Chunk(100).Select(ReportWorkload.ToArrayBody)]);
                await cluster.WaitUntilCountedAsync(workload.IncidentCount);
            }
        }

        return new Curve("A report, applied to seven subjects, over HTTP", "silos on one machine", "us of processor of all processes", points);
    }

    private static Contribution Make(int number, IReadOnlyList<SubjectId> leaves, Random random) => new()
    {
        Incident = new Guid(number + 1, 0, 0, new byte[8]),
        Revision = 1,
        Days = [new(LastDay.AddDays(-random.Next(11_000)), Membership.Low)],
        Precision = DayPrecision.Day,
        Places = [new(leaves[random.Next(leaves.Count)], null, Membership.Low)],
        Types = [new("air-drone-strike", Membership.Low)],
        Outcomes = [new(random.Next(2) == 0 ? "hit" : "intercepted", Membership.Low)],
        Groups = [new("faction-" + random.Next(40), GroupRole.Perpetrator, Membership.Low), new("force-" + random.Next(20), GroupRole.Target, Membership.Low)],
        Casualties = [new(null, Figure.Exactly(random.Next(5)), null)],
        Roots = ["desk-" + random.Next(40)],
    };

    private static void Fold(SubjectState state, Contribution contribution, int at) =>
        state.Apply(0, at + 1, EntryEffects.None with { Changes = [new IncidentChange(contribution.Incident, null, contribution)] }, Catalogue.BuiltIn);

    private static double Processor(int count, Action<int> act)
    {
        var before = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < count; i++)
        {
            act(i);
        }

        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / count;
    }
}
