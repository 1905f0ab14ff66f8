using System.Diagnostics;
using System.Globalization;
using Actors.Abstractions.Intake;
using Actors.Benchmarks.Product;
using Actors.Benchmarks.Results;
using Actors.Benchmarks.Workload;

namespace Actors.Benchmarks.Rows;

/// <summary>From sending a report to all its seven subjects having it, at 1,000 reports a second, whatever the answers take.</summary>
public static class LatencyBenchmark
{
    private const int RatePerSecond = 1_000;
    private const int SubjectsPerReport = 7;

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var workload = new ReportWorkload(seed: 3, "l");
        var watch = new DeliveryWatch();
        await using var database = await context.Server.CreateDatabaseAsync();
        await using var product = await RunningProduct.StartAsync(
            database.ConnectionString,
            context.Options.Partitions,
            services => services.AddSingleton<IIncomingGrainCallFilter>(watch));

        // The busy subjects exist and the code is compiled before the clock counts.
        await ReportDriver.SendSinglyAsync(product, workload.Next(context.Options.Quick ? 5_000 : 60_000));
        await product.WaitUntilAppliedAsync();

        var reports = workload.Next(RatePerSecond * (context.Options.Quick ? 3 : 30));
        var sent = new long[reports.Length];
        var answers = await SendPacedAsync(product, reports, (i, at) => sent[i] = at);
        await product.WaitUntilAppliedAsync();

        List<double> acknowledged = [];
        List<double> applied = [];
        for (var i = 0; i < reports.Length; i++)
        {
            var (receipt, at) = answers[i];
            acknowledged.Add(Stopwatch.GetElapsedTime(sent[i], at).TotalMilliseconds);
            var position = receipt.Positions.Split(':');
            if (watch.AppliedAt(int.Parse(position[0], CultureInfo.InvariantCulture), long.Parse(position[1], CultureInfo.InvariantCulture), SubjectsPerReport) is { } last)
            {
                applied.Add(Stopwatch.GetElapsedTime(sent[i], last).TotalMilliseconds);
            }
        }

        if (applied.Count == 0)
        {
            throw new InvalidOperationException("No report was seen arriving at its seven subjects; the filter of the benchmark does not see deliveries any more.");
        }

        Report("sent to acknowledged, 1,000 reports/s", new Samples(acknowledged));
        Report($"sent to applied by seven subjects, 1,000 reports/s ({100.0 * applied.Count / reports.Length:0.0} % seen in slices)", new Samples(applied));

        void Report(string name, Samples samples)
        {
            foreach (var (label, share) in new[] { ("p50", 0.5), ("p90", 0.9), ("p99", 0.99) })
            {
                context.AddTime($"{name}, {label}", new Samples([samples.Quantile(share)]), "ms", null, null, null, null);
            }
        }
    }

    /// <summary>Sends on schedule: a slow answer delays no later report, and waiting for one's turn counts as latency.</summary>
    /// <param name="product">The product.</param>
    /// <param name="reports">The reports.</param>
    /// <param name="due">Told when each report was due, as a time stamp of <see cref="Stopwatch"/>, before it is sent.</param>
    public static async Task<(Receipt Receipt, long At)[]> SendPacedAsync(RunningProduct product, SyntheticReport[] reports, Action<int, long> due)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentNullException.ThrowIfNull(due);
        var calls = new Task<(Receipt, long)>[reports.Length];
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var started = Stopwatch.GetTimestamp();
        for (var next = 0; next < reports.Length;)
        {
            await tick.WaitForNextTickAsync();
            var until = Math.Min(reports.Length, (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * RatePerSecond));
            for (; next < until; next++)
            {
                due(next, started + (long)(next * (double)Stopwatch.Frequency / RatePerSecond));
                calls[next] = SendAsync(product, reports[next]);
            }
        }

        return await Task.WhenAll(calls);
    }

    private static async Task<(Receipt, long)> SendAsync(RunningProduct product, SyntheticReport report)
    {
        var receipt = await ReportDriver.SubmitAsync(product, report);
        return (receipt, Stopwatch.GetTimestamp());
    }
}
