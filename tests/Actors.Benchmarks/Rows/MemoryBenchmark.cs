using System.Globalization;
using Actors.Abstractions.Subjects;
using Actors.Benchmarks.Product;
using Actors.Benchmarks.Results;
using Actors.Benchmarks.Workload;
using Actors.Ledger;

namespace Actors.Benchmarks.Rows;

/// <summary>
/// Bytes of the managed heap, after a full collection, that one more of a thing takes: a subject that is loaded and never reported about, a subject with
/// incidents, a report that waits on a page of a stream, an event stream that is open.
/// </summary>
public static class MemoryBenchmark
{
    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var quick = context.Options.Quick;
        var (idle, reports, streams) = quick ? (1_000, 5_000, 200) : (10_000, 50_000, 5_000);
        var workload = new ReportWorkload(seed: 14, "m");
        await using var database = await context.Server.CreateDatabaseAsync();
        await using var product = await RunningProduct.StartAsync(database.ConnectionString, context.Options.Partitions);

        // What all subjects share, and code, is there before it is weighed.
        await ReportDriver.SendSinglyAsync(product, workload.Next(1_000));
        await product.WaitUntilAppliedAsync();
        await AskAsync(product, "idle-first", 100);
        var before = await HeapAsync();

        await AskAsync(product, "idle", idle);
        var after = await HeapAsync();
        Report(context, $"memory of an idle subject ({idle:N0} loaded)", (after - before) / (double)idle);
        before = after;

        var subjects = await ReportedAsync(product, workload, reports);
        after = await HeapAsync();
        Report(context, string.Create(CultureInfo.InvariantCulture, $"memory of an active subject ({subjects:N0} with {7.0 * reports / subjects:0} entries each on average)"), (after - before) / (double)subjects);

        before = after;
        var page = await product.Ledger.ReadAsync(0, 0, long.MaxValue, limit: 8_000, EntryParts.Effects, CancellationToken.None);
        after = await HeapAsync();
        Report(context, "memory of a report that waits on a page of a stream", (after - before) / (double)page.Entries.Count);
        GC.KeepAlive(page);

        before = await HeapAsync();
        await using (await Product.Listeners.StartAsync(product.Http.BaseAddress!, "/v1/notifications/stream?subject=region:iq&kind=posture-changed", streams, events: 0))
        {
            after = await HeapAsync();
        }

        Report(context, $"memory of a subscriber ({streams:N0} event streams; the sockets' buffers in the kernel not counted)", (after - before) / (double)streams);
    }

    private static async Task AskAsync(RunningProduct product, string name, int count) =>
        await ReportDriver.RunAsync(16, count, i => product.Grains.GetGrain<IBaseGrain>(string.Create(CultureInfo.InvariantCulture, $"{name}-{i}")).TallyAsync(new TallyQuery()));

    /// <summary>How many subjects the reports concern.</summary>
    private static async Task<int> ReportedAsync(RunningProduct product, ReportWorkload workload, int count)
    {
        var reports = workload.Next(count);
        await ReportDriver.SendSinglyAsync(product, reports);
        await product.WaitUntilAppliedAsync();
        return reports.SelectMany(r => r.Subjects).Distinct().Count();
    }

    private static async Task<long> HeapAsync()
    {
        await RunningProduct.SettleAsync();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static void Report(BenchmarkContext context, string name, double bytes) =>
        context.AddTime(name, new Samples([bytes / 1_000]), "kB", null, null, null, null);
}
