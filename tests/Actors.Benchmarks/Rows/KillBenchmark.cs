using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Actors.Benchmarks.Product;
using Actors.Benchmarks.Results;
using Actors.Benchmarks.Workload;

namespace Actors.Benchmarks.Rows;

/// <summary>
/// Kill -9 of one silo in three under load: how long until every subject answers with a report that was acknowledged after the kill. Senders, three
/// silos, gateway and database share the machine. Asked in two ways: each subject with a report of its own, where the reports themselves take much of the
/// time, and all of them with the same few reports, which is what the loss costs; the same round without a kill is said beside each.
/// </summary>
public static class KillBenchmark
{
    private const int Silos = 3;
    private const int Readers = 16;
    private const int SharedReports = 40;

    /// <summary>So many that those who wait for the silo that is gone leave others to ask.</summary>
    private const int SharedReaders = 1_000;

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var quick = context.Options.Quick;
        await RunAsync(context, quick ? 200 : 10_000, quick ? 1 : 3, "a later report", "5 s at 10,000", AnswerSharedAsync);
        await RunAsync(context, quick ? 100 : 2_000, quick ? 1 : 2, "a later report of its own", null, AnswerOwnAsync);
    }

    private static async Task RunAsync(BenchmarkContext context, int subjects, int times, string what, string? goal, Func<ProductCluster, string[], string, Task> answerAsync)
    {
        var rate = context.Options.Quick ? 100 : 200;
        var bases = Enumerable.Range(0, subjects).Select(i => string.Create(CultureInfo.InvariantCulture, $"kill-base-{i}")).ToArray();
        List<double> until = [];
        for (var time = 0; time < times; time++)
        {
            await using var database = await context.Server.CreateDatabaseAsync();
            await using var cluster = await ProductCluster.StartAsync(database.ConnectionString, Silos);
            await AnswerOwnAsync(cluster, bases, "before");
            using var stop = new CancellationTokenSource();
            var load = LoadAsync(cluster, new ReportWorkload(seed: 16 + time, "x"), rate, stop.Token);
            await answerAsync(cluster, bases, "warm");
            BenchmarkContext.Say("kill -9");
            cluster.KillSilo(time % Silos);
            var (killed, processor) = (Stopwatch.GetTimestamp(), cluster.ProcessorTime);
            await answerAsync(cluster, bases, "after");
            until.Add(Stopwatch.GetElapsedTime(killed).TotalSeconds);
            var (again, spent) = (Stopwatch.GetTimestamp(), cluster.ProcessorTime);
            await answerAsync(cluster, bases, "again");
            BenchmarkContext.Say(
                $"{until[^1]:0.0} s and {(spent - processor).TotalSeconds:0.0} s of processor with the kill, {Stopwatch.GetElapsedTime(again).TotalSeconds:0.0} s and " +
                $"{(cluster.ProcessorTime - spent).TotalSeconds:0.0} s for the same reports and questions without one");
            await stop.CancelAsync();
            await load;
        }

        context.AddTime(
            string.Create(CultureInfo.InvariantCulture, $"kill -9 of one silo in three at {rate} reports/s: {subjects:N0} subjects answer with {what}"),
            new Samples(until), "s", null, null, goal, null);
    }

    /// <summary>Some reports, one at least for each partition; returns when every base answers at or past all of their receipts.</summary>
    private static async Task AnswerSharedAsync(ProductCluster cluster, string[] bases, string run)
    {
        var receipts = await SendAsync(cluster, "[" + string.Join(',', bases.Take(SharedReports).Select(name => Report(name, run))) + "]");
        var positions = string.Join(',', receipts
            .Select(receipt => receipt.GetProperty("positions").EnumerateObject().Single())
            .GroupBy(position => position.Name, position => position.Value.GetInt64())
            .Select(partition => string.Create(CultureInfo.InvariantCulture, $"{partition.Key}:{partition.Max()}")));
        await ReportDriver.RunAsync(SharedReaders, bases.Length, i => AskAsync(cluster, $"v1/bases/{bases[i]}/tally?minPositions={positions}"));
    }

    /// <summary>A report about each base; returns when each base answers at or past its receipt.</summary>
    private static async Task AnswerOwnAsync(ProductCluster cluster, string[] bases, string run)
    {
        var arrays = bases.Chunk(100).ToArray();
        await ReportDriver.RunAsync(4, arrays.Length, async i =>
        {
            var receipts = await SendAsync(cluster, "[" + string.Join(',', arrays[i].Select(name => Report(name, run))) + "]");
            await ReportDriver.RunAsync(Readers / 4, receipts.Length, async r =>
            {
                var position = receipts[r].GetProperty("positions").EnumerateObject().Single();
                await AskAsync(cluster, $"v1/bases/{arrays[i][r]}/tally?minPositions={position.Name}:{position.Value}");
            });
        });
    }

    private static async Task LoadAsync(ProductCluster cluster, ReportWorkload workload, int rate, CancellationToken stop)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(20.0 / rate));
        while (!stop.IsCancellationRequested)
        {
            await pace.WaitForNextTickAsync(CancellationToken.None);
            await SendAsync(cluster, System.Text.Encoding.UTF8.GetString(ReportWorkload.ToArrayBody(workload.Next(20))));
        }
    }

    /// <summary>Sends until it is acknowledged: reports are idempotent.</summary>
    private static async Task<JsonElement[]> SendAsync(ProductCluster cluster, string body)
    {
        var answer = await RepeatAsync(() => cluster.Http.PostAsync(new Uri("v1/reports", UriKind.Relative), new StringContent(body, System.Text.Encoding.UTF8, "application/json")));
        return [.. answer.GetProperty("receipts").EnumerateArray()];
    }

    private static Task<JsonElement> AskAsync(ProductCluster cluster, string path) => RepeatAsync(() => cluster.Http.GetAsync(new Uri(path, UriKind.Relative)));

    private static async Task<JsonElement> RepeatAsync(Func<Task<HttpResponseMessage>> call)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            using var answer = await call();
            if (answer.IsSuccessStatusCode)
            {
                return await answer.Content.ReadFromJsonAsync<JsonElement>();
            }

            if (answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests or HttpStatusCode.GatewayTimeout))
            {
                throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            }

            await pause.WaitForNextTickAsync();
        }
    }

    private static string Report(string name, string run) => JsonSerializer.Serialize(new
    {
        kind = "incident",
        id = $"{run}:{name}",
        source = "desk",
        publishedAt = "2023-11-09T12:00:00Z",
        incident = $"{run}-{name}",
        occurred = new { from = "2023-11-09" },
        place = new Dictionary<string, string> { ["base"] = name, ["region"] = "iq-an" },
        type = "air-drone-strike",
    });
}
