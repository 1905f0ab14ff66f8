using System.Diagnostics;
using Actors.Benchmarks.Peers;
using Actors.Benchmarks.Product;
using Actors.Benchmarks.Results;
using Actors.Benchmarks.Workload;
using Actors.Ledger;

namespace Actors.Benchmarks.Rows;

/// <summary>Questions over HTTP: tallies of any window against a roll-up table over the same HTTP path, lists and as-of.</summary>
public static class QueryBenchmark
{
    private const int Callers = 4;
    private const int PastQuestions = 10;
    private const long LongHistoryIncidents = 10_000_000;

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var quick = context.Options.Quick;
        var size = quick ? 5_000 : 100_000;
        var questions = context.Options.Reports ?? (quick ? 2_000 : 20_000);
        var workload = new ReportWorkload(seed: 4, "q");
        var reports = workload.Next(size);
        await using var rollup = await context.Server.CreateDatabaseAsync();
        await TriggerPeer.PrepareAsync(rollup, cube: false);
        await TriggerPeer.MeasureAsync(rollup, reports, batch: 1_000);
        await rollup.ExecuteAsync("vacuum analyze");

        await using var database = await context.Server.CreateDatabaseAsync();
        var peer = new RollUpEndpoint(rollup.DataSource, workload.Subjects);
        await using var product = await RunningProduct.StartAsync(database.ConnectionString, context.Options.Partitions, map: peer.Map);
        foreach (var half in reports.Chunk((reports.Length / 2) + 1))
        {
            await ReportDriver.SendArraysAsync(product, [.. half.Chunk(100).Select(ReportWorkload.ToArrayBody)]);
        }

        await product.WaitUntilAppliedAsync();
        await RunningProduct.SettleAsync();
        BenchmarkContext.Say("settled");
        var random = new Random(5);
        var windows = Enumerable.Range(0, questions).Select(_ => Window(reports, workload, random)).ToArray();
        // The first question of a subject reads what it missed; warm is what comes after.
        await MeasureAsync(product, windows, w => w.Ours);
        await MeasureAsync(product, windows, w => w.Peers);
        var (ourTimes, ourRate) = await MeasureAsync(product, windows, w => w.Ours);
        var (theirTimes, theirRate) = await MeasureAsync(product, windows, w => w.Peers);
        const string Peer = "roll-up table over the same HTTP path";
        context.AddRate("tally over any window, warm, over HTTP", new Samples([ourRate]), "answers/s", Peer, new Samples([theirRate]), "3 x the roll-up", (_, ratio) => ratio >= 3);
        foreach (var (label, share) in new[] { ("p50", 0.5), ("p99", 0.99) })
        {
            context.AddTime(
                $"tally over any window, warm, over HTTP, {label}",
                new Samples([ourTimes.Quantile(share)]),
                "ms",
                Peer,
                new Samples([theirTimes.Quantile(share)]),
                share > 0.9 ? "1 ms" : null,
                share > 0.9 ? (value, _) => value <= 1 : null);
        }

        await MeasureListsAsync(context, product, workload.IncidentCount, questions / 20, moment: 0);
        BenchmarkContext.Say("a long history is made");
        var incidents = await LongHistory.GrowAsync(database, workload.IncidentCount, context.Options.Incidents ?? (quick ? 5 * workload.IncidentCount : LongHistoryIncidents));
        await MeasureListsAsync(context, product, incidents, questions / 20, moment: PastQuestions);
    }

    /// <summary>Past moments are counted from one on, none twice: an answer about the past is kept for who asks again.</summary>
    private static async Task MeasureListsAsync(BenchmarkContext context, RunningProduct product, long incidents, int questions, int moment)
    {
        var lists = Enumerable.Range(0, questions).Select(i => (Ours: $"/v1/incidents?subject=region:iq&type=air-drone-strike&outcome=hit&from=2023-09-{1 + (i % 30):00}&to=2023-11-20&limit=100", Peers: "")).ToArray();

        // What is compiled and planned at the first question is not what is asked about.
        await MeasureAsync(product, lists.Take(20), l => l.Ours);
        var (listTimes, _) = await MeasureAsync(product, lists, l => l.Ours);
        var heads = await product.Ledger.ReadHeadsAsync(CancellationToken.None);
        var pasts = Enumerable.Range(0, PastQuestions).Select(_ => (Ours: $"/v1/regions/iq/tally?positions={HalfOf(product, heads, moment++)}", Peers: "")).ToArray();
        var (pastTimes, _) = await MeasureAsync(product, pasts, l => l.Ours);
        foreach (var (what, times, goal) in new[] { ("filtered list", listTimes, 50), ("tally of a country at half history", pastTimes, 200) })
        {
            context.AddTime(
                $"{what}, {incidents:N0} incidents, p99", new Samples([times.Quantile(0.99)]), "ms", null, null, $"{goal} ms at 10 M",
                incidents < LongHistoryIncidents ? null : (value, _) => value <= goal);
        }
    }

    private static string HalfOf(RunningProduct product, LedgerVector heads, int less) =>
        string.Join(',', heads.Positions.Where(p => p.Key < product.Ledger.PartitionCount).Select(p => $"{p.Key}:{(p.Value / 2) - less}"));

    private static (string Ours, string Peers) Window(SyntheticReport[] reports, ReportWorkload workload, Random random)
    {
        // The busy are asked about most: any subject of any report.
        var report = reports[random.Next(reports.Length)];
        var subject = workload.Subjects[report.Subjects[random.Next(report.Subjects.Length)]];
        var from = new DateOnly(2023, 9, 1).AddDays(random.Next(60));
        var to = from.AddDays(random.Next(30));
        var kind = subject.Split(':');
        return ($"/v1/{kind[0]}s/{kind[1]}/tally?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}", $"/peer/tally?subject={subject}&from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}");
    }

    private static async Task<(Samples Milliseconds, double PerSecond)> MeasureAsync(RunningProduct product, IEnumerable<(string Ours, string Peers)> questions, Func<(string Ours, string Peers), string> choose)
    {
        var addresses = questions.Select(q => new Uri(choose(q), UriKind.Relative)).ToArray();
        var times = new double[addresses.Length];
        var processor = Environment.CpuUsage.TotalTime;
        var seconds = await ReportDriver.RunAsync(Callers, addresses.Length, async i =>
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await product.Http.GetAsync(addresses[i]);
            if (!answer.IsSuccessStatusCode)
            {
                throw new InvalidOperationException($"{addresses[i]} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            }

            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        });
        // On a machine with other work the processor time says more than the times.
        var microseconds = (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / addresses.Length;
        BenchmarkContext.Say($"{addresses[0]} and {addresses.Length - 1:N0} like it: {microseconds:0} us of processor each, client included");
        return (new Samples(times), addresses.Length / seconds);
    }
}
