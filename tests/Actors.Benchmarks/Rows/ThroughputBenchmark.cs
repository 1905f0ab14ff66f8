using System.Diagnostics;
using Actors.Benchmarks.Peers;
using Actors.Benchmarks.Product;
using Actors.Benchmarks.Results;
using Actors.Benchmarks.Workload;

namespace Actors.Benchmarks.Rows;

/// <summary>Acknowledged and applied reports a second, cold and warm, against bare COPY and against PostgreSQL's triggers.</summary>
public static class ThroughputBenchmark
{
    /// <summary>Goal of the whole way, reports a second.</summary>
    private const double AppliedGoal = 25_000;

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var size = context.Options.Reports ?? (context.Options.Quick ? 8_000 : 50_000);
        var workload = new ReportWorkload(seed: 1, "t");
        await using var database = await context.Server.CreateDatabaseAsync();
        List<double> acknowledged = [];
        List<double> applied = [];
        List<double> overHttp = [];
        double cold;
        await using (var product = await RunningProduct.StartAsync(database.ConnectionString, context.Options.Partitions))
        {
            cold = (await SendAsync(product, workload.Next(size))).Applied;
            await SendAsync(product, workload.Next(size));
            for (var i = 0; i < context.Options.Repetitions; i++)
            {
                var (ack, all) = await SendAsync(product, workload.Next(size));
                acknowledged.Add(ack);
                applied.Add(all);
            }

            for (var i = 0; i < context.Options.Repetitions; i++)
            {
                var bodies = workload.Next(size).Chunk(100).Select(ReportWorkload.ToArrayBody).ToList();
                overHttp.Add(size / await ReportDriver.SendArraysAsync(product, bodies));
                await product.WaitUntilAppliedAsync();
            }

            await CheckAsync(product, workload);
        }

        List<double> copied = [];
        for (var i = 0; i < context.Options.Repetitions; i++)
        {
            copied.Add(await CopyCeiling.MeasureAsync(context.Server, database, maxEntries: 2 * size));
        }

        var (trigger, cube) = await MeasureTriggersAsync(context, size);
        const string Ceiling = "(d) binary COPY of the same rows";
        var ceiling = new Samples(copied);
        context.AddRate("acknowledged, single reports in process", new Samples(acknowledged), "reports/s", Ceiling, ceiling, "0.4 x (d)", (_, ratio) => ratio >= 0.4);
        context.AddRate("acknowledged, arrays of 100 over HTTP", new Samples(overHttp), "reports/s", Ceiling, ceiling, "0.4 x (d)", (_, ratio) => ratio >= 0.4);
        var (better, form) = trigger.Median >= cube.Median ? (trigger, "a row a value") : (cube, "a row a combination");
        context.AddRate("applied to seven subjects each", new Samples(applied), "reports/s", $"(a) statement-level trigger, batches of 1,000, {form}", better, "25,000 and 3 x (a)", (value, ratio) => value >= AppliedGoal && ratio >= 3);
        var (other, otherForm) = trigger.Median < cube.Median ? (trigger, "a row a value") : (cube, "a row a combination");
        context.AddRate("the same, against the slower form", new Samples(applied), "reports/s", $"(a) statement-level trigger, {otherForm}", other, null, null);
        context.AddRate("the same, cold process, new subjects", new Samples([cold]), "reports/s", null, null, "10,000", (value, _) => value >= 10_000);
    }

    /// <summary>Sends reports one a call and waits until all are applied; both rates a second.</summary>
    public static async Task<(double Acknowledged, double Applied)> SendAsync(RunningProduct product, SyntheticReport[] reports)
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(reports);
        var started = Stopwatch.GetTimestamp();
        var processor = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var slices = 0L;
        using var meters = new System.Diagnostics.Metrics.MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "actors.ledger.slices")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref slices, count));
        meters.Start();
        var seconds = await ReportDriver.SendSinglyAsync(product, reports);
        await product.WaitUntilAppliedAsync();
        var applied = reports.Length / Stopwatch.GetElapsedTime(started).TotalSeconds;

        // On a machine with other work the processor time says more than the rates.
        var microseconds = (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / reports.Length;
        var kilobytes = (GC.GetTotalAllocatedBytes() - allocated) / 1_000.0 / reports.Length;
        BenchmarkContext.Say($"{reports.Length / seconds:0} acknowledged/s, {applied:0} applied/s, {microseconds:0} us of processor and {kilobytes:0.0} kB allocated and {(double)Interlocked.Read(ref slices) / reports.Length:0.0} slices a report");
        return (reports.Length / seconds, applied);
    }

    /// <summary>A fast wrong answer is no result: the world must count each incident once.</summary>
    private static async Task CheckAsync(RunningProduct product, ReportWorkload workload)
    {
        var world = await product.Grains.GetGrain<Abstractions.Subjects.IRegionGrain>("world").TallyAsync(new Abstractions.Subjects.TallyQuery());
        if (world.Incidents.Best != workload.IncidentCount)
        {
            throw new InvalidOperationException($"The world counts {world.Incidents.Best} incidents, but {workload.IncidentCount} were reported.");
        }
    }

    private static async Task<(Samples Marginal, Samples Cube)> MeasureTriggersAsync(BenchmarkContext context, int size)
    {
        List<double>[] rates = [[], []];
        for (var form = 0; form < 2; form++)
        {
            var workload = new ReportWorkload(seed: 1, "t");
            await using var database = await context.Server.CreateDatabaseAsync();
            await TriggerPeer.PrepareAsync(database, cube: form == 1);
            await TriggerPeer.MeasureAsync(database, workload.Next(size / 2), batch: 1_000);
            for (var i = 0; i < context.Options.Repetitions; i++)
            {
                rates[form].Add(await TriggerPeer.MeasureAsync(database, workload.Next(size / 2), batch: 1_000));
                BenchmarkContext.Say($"trigger ({(form == 1 ? "cube" : "values")}): {rates[form][^1]:0} reports/s");
            }
        }

        return (new Samples(rates[0]), new Samples(rates[1]));
    }
}
