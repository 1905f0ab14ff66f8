using System.Diagnostics;
using Actors.Benchmarks.Product;
using Actors.Benchmarks.Results;
using Actors.Benchmarks.Workload;

namespace Actors.Benchmarks.Rows;

/// <summary>
/// Half of what the machine can do, for long: by how much the heap grows. All incidents are of one day, and subjects are few, so that before the clock starts
/// they have met most values they can meet and hold as many of their last incidents as they ever hold: nothing has a reason to grow, and what grows is lost.
/// </summary>
public static class SoakBenchmark
{
    private const int Shrink = 20;

    /// <summary>The part of the time after which the growth is counted: caches of what is recent fill at the pace at which reports come.</summary>
    private const double Settling = 1.0 / 6;

    private static readonly TimeSpan Sayings = TimeSpan.FromMinutes(5);

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var duration = context.Options.Soak ?? TimeSpan.FromSeconds(context.Options.Quick ? 3 : 300);
        var workload = new ReportWorkload(seed: 15, "k", days: 1, Shrink);
        await using var database = await context.Server.CreateDatabaseAsync();
        await using var product = await RunningProduct.StartAsync(database.ConnectionString, context.Options.Partitions);
        await ThroughputBenchmark.SendAsync(product, workload.Next(context.Options.Quick ? 4_000 : 300_000));
        var full = (await ThroughputBenchmark.SendAsync(product, workload.Next(context.Options.Quick ? 2_000 : 30_000))).Applied;
        var rate = full / 2;
        var start = 0.0;
        var began = Stopwatch.GetTimestamp();
        var said = TimeSpan.Zero;
        var sent = 0;
        while (Stopwatch.GetElapsedTime(began) < duration)
        {
            // A second's worth, then a rest until the second is over.
            var second = Stopwatch.GetTimestamp();
            await ReportDriver.SendSinglyAsync(product, workload.Next((int)rate));
            await product.WaitUntilAppliedAsync();
            sent += (int)rate;
            if (start == 0 && Stopwatch.GetElapsedTime(began) >= duration * Settling)
            {
                start = await HeapAsync();
            }

            if (Stopwatch.GetElapsedTime(began) is var elapsed && elapsed - said >= Sayings)
            {
                said = elapsed;
                BenchmarkContext.Say($"{elapsed.TotalMinutes:0} minutes, {sent:N0} reports: {GC.GetTotalMemory(forceFullCollection: true) / 1e6:0.0} MB");
            }

            if (TimeSpan.FromSeconds(1) - Stopwatch.GetElapsedTime(second) is { Ticks: > 0 } rest)
            {
                await Task.Delay(rest);
            }
        }

        var minutes = Stopwatch.GetElapsedTime(began).TotalMinutes;
        var end = await HeapAsync();
        BenchmarkContext.Say($"heap after a sixth of the time {start / 1e6:0.0} MB, after {minutes:0.0} minutes and {sent:N0} reports {end / 1e6:0.0} MB");
        context.AddTime($"soak at half load ({sent / minutes / 60:0} reports/s, {minutes:0.0} minutes): heap after / heap after a sixth of it", new Samples([end / start]), "x", null, null, context.Options.Quick ? null : "1.05", context.Options.Quick ? null : (value, _) => value <= 1.05);
    }

    private static async Task<long> HeapAsync()
    {
        await RunningProduct.SettleAsync();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
