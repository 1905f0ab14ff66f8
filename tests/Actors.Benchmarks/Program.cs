using Actors.Benchmarks;
using Actors.Benchmarks.Product;
using Actors.Benchmarks.Results;
using Actors.Benchmarks.Rows;
using Actors.Testing;

if (args is [ListenerProcess.Command, .. var listening])
{
    return await ListenerProcess.RunAsync(listening);
}

(string Name, Func<BenchmarkContext, Task> Run)[] benchmarks =
[
    ("throughput", ThroughputBenchmark.RunAsync),
    ("latency", LatencyBenchmark.RunAsync),
    ("queries", QueryBenchmark.RunAsync),
    ("notifications", NotificationBenchmark.RunAsync),
    ("import", ImportBenchmark.RunAsync),
    ("peers", PeerBenchmark.RunAsync),
    ("revision", RevisionBenchmark.RunAsync),
    ("activation", ActivationBenchmark.RunAsync),
    ("curves", CurveBenchmark.RunAsync),
    ("stages", StageBenchmark.RunAsync),
    ("subscribers", SubscriberBenchmark.RunAsync),
    ("memory", MemoryBenchmark.RunAsync),
    ("soak", SoakBenchmark.RunAsync),
    ("kill", KillBenchmark.RunAsync),
];

BenchmarkOptions options;
try
{
    options = BenchmarkOptions.Read(args);
}
catch (ArgumentException wrong)
{
    await Console.Error.WriteLineAsync($"{wrong.Message} {BenchmarkOptions.Usage}");
    return 2;
}

var chosen = benchmarks.Where(b => options.Only is null || b.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase)).ToList();
if (chosen.Count == 0)
{
    await Console.Error.WriteLineAsync($"--only {options.Only}: there is {string.Join(", ", benchmarks.Select(b => b.Name))}.");
    return 2;
}

List<BenchmarkRow> rows = [];
await using (var server = await PostgresServer.StartOwnAsync())
{
    var context = new BenchmarkContext(server, options, rows);
    foreach (var (name, run) in chosen)
    {
        BenchmarkContext.Say(name);
        await run(context);
    }
}

Console.WriteLine(ResultTable.Format(rows));
if (options.JsonFile is { } file)
{
    await ResultTable.WriteAsync(file, rows);
}

return 0;
