using Actors.Benchmarks.Peers;
using Actors.Benchmarks.Product;
using Actors.Benchmarks.Results;
using Actors.Benchmarks.Workload;

namespace Actors.Benchmarks.Rows;

/// <summary>Applied reports a second against Orleans as its samples do it and Akka.NET cluster sharding with persistence.</summary>
public static class PeerBenchmark
{
    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var size = context.Options.Reports ?? (context.Options.Quick ? 5_000 : 50_000);
        var theirs = context.Options.Quick ? 500 : 5_000;
        List<double> ours = [];
        List<double> orleans = [];
        List<double> akka = [];
        var workload = new ReportWorkload(seed: 1, "p");
        await using (var database = await context.Server.CreateDatabaseAsync())
        await using (var product = await RunningProduct.StartAsync(database.ConnectionString, context.Options.Partitions))
        {
            for (var i = 0; i <= context.Options.Repetitions; i++)
            {
                var (_, applied) = await ThroughputBenchmark.SendAsync(product, workload.Next(size));
                if (i > 0)
                {
                    ours.Add(applied);
                }
            }
        }

        for (var i = 0; i < context.Options.Repetitions; i++)
        {
            await using var one = await context.Server.CreateDatabaseAsync();
            orleans.Add(await OrleansPeer.MeasureAsync(one, new ReportWorkload(seed: 1, "o").Next(theirs)));
            BenchmarkContext.Say($"Orleans samples: {orleans[^1]:0} reports/s");
            await using var other = await context.Server.CreateDatabaseAsync();
            akka.Add(await AkkaPeer.MeasureAsync(other, new ReportWorkload(seed: 1, "a").Next(theirs)));
            BenchmarkContext.Say($"Akka.NET: {akka[^1]:0} reports/s");
        }

        context.AddRate("applied to seven subjects each, against Orleans", new Samples(ours), "reports/s", "(b) Orleans as its samples do it, state written with each event", new Samples(orleans), "10 x (b)", (_, ratio) => ratio >= 10);
        context.AddRate("applied to seven subjects each, against Akka.NET", new Samples(ours), "reports/s", "(c) Akka.NET cluster sharding with persistence", new Samples(akka), "5 x (c)", (_, ratio) => ratio >= 5);
    }
}
