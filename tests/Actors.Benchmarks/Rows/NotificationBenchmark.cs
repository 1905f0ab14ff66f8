using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Actors.Benchmarks.Peers;
using Actors.Benchmarks.Product;
using Actors.Benchmarks.Results;
using Actors.Benchmarks.Workload;

namespace Actors.Benchmarks.Rows;

/// <summary>From a report to its notification at subscribers of Server-Sent Events, while 1,000 reports a second come in and one in a hundred
/// notifies; against PostgreSQL's LISTEN/NOTIFY.</summary>
public static class NotificationBenchmark
{
    private const int RatePerSecond = 1_000;
    private const int Subscribers = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var quick = context.Options.Quick;
        var count = RatePerSecond * (quick ? 2 : 20);
        var workload = new ReportWorkload(seed: 6, "n");
        await using var database = await context.Server.CreateDatabaseAsync();
        await using var product = await RunningProduct.StartAsync(database.ConnectionString, context.Options.Partitions);
        await LiveReports.PutPoliciesAsync(product.Http);
        await ReportDriver.SendSinglyAsync(product, LiveReports.Make(workload.Next(quick ? 3_000 : 30_000), "warm"));
        await product.WaitUntilAppliedAsync();

        var one = await MeasureAsync(product, workload, count, subscribers: 1, "one");
        await using var peerDatabase = await context.Server.CreateDatabaseAsync();
        var theirs = new Samples(await ListenPeer.MeasureAsync(peerDatabase, new ReportWorkload(seed: 6, "n").Next(count), RatePerSecond));
        foreach (var (label, share, goal) in new[] { ("p50", 0.5, 15.0), ("p99", 0.99, 60.0) })
        {
            context.AddTime(
                $"report to subscriber (SSE) at 1,000 reports/s, {label}", new Samples([one.Quantile(share)]), "ms",
                "(a) trigger and LISTEN/NOTIFY", new Samples([theirs.Quantile(share)]), $"{goal} ms", (value, _) => value <= goal);
        }

        // Ten thousand have a row of their own, with clients in processes of their own: in one process with all of them memory ran out.
        var many = await MeasureAsync(product, workload, count, Subscribers, "many");
        context.AddTime($"report to {Subscribers:N0} subscribers on one gateway at 1,000 reports/s, p99", new Samples([many.Quantile(0.99)]), "ms", null, null, null, null);
    }

    private static async Task<Samples> MeasureAsync(RunningProduct product, ReportWorkload workload, int count, int subscribers, string run)
    {
        var reports = LiveReports.Make(workload.Next(count), run);
        var probes = (count + LiveReports.ProbeEvery - 1) / LiveReports.ProbeEvery;
        var dueAt = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var times = new ConcurrentBag<double>();
        var missing = (long)probes * subscribers;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var over = new CancellationTokenSource();
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue };
        using var http = new HttpClient(handler) { BaseAddress = product.Http.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        var open = new Task[subscribers];
        await ReportDriver.RunAsync(16, subscribers, async i => open[i] = await EventReader.OpenAsync(http, "?kind=level-raised", Seen, over.Token));
        await LatencyBenchmark.SendPacedAsync(product, reports, (i, at) =>
        {
            if (i % LiveReports.ProbeEvery == 0)
            {
                dueAt["base:" + LiveReports.NameOf(run, i)] = at;
            }
        });
        try
        {
            await all.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"Of {(long)probes * subscribers} notifications of '{run}', {Interlocked.Read(ref missing)} did not come within {Patience.TotalSeconds} s after the last report.");
        }

        await over.CancelAsync();
        await Task.WhenAll(open);
        return new Samples(times);

        void Seen(string data)
        {
            var now = Stopwatch.GetTimestamp();
            using var notification = JsonDocument.Parse(data);
            if (notification.RootElement.GetProperty("subject").GetString() is { } subject && dueAt.TryGetValue(subject, out var due))
            {
                times.Add(Stopwatch.GetElapsedTime(due, now).TotalMilliseconds);
                if (Interlocked.Decrement(ref missing) == 0)
                {
                    all.TrySetResult();
                }
            }
        }
    }
}
