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
/// silos, gateway and database share the machine. The reports and questions themselves take most of the time where subjects are many and cores are two: the same
/// round without a kill is said beside it.
/// </summary>
public static class KillBenchmark
{
    private const int Silos = 3;
    private const int Readers = 16;

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (subjects, rate, times) = context.Options.Quick ? (100, 100, 1) : (2_000, 200, 2);
        var bases = Enumerable.Range(0, subjects).Select(i => string.Create(CultureInfo.InvariantCulture, $"kill-base-{i}")).ToArray();
        List<double> until = [];
        for (var time = 0; time < times; time++)
        {
            await using var database = await context.Server.CreateDatabaseAsync();
            await using var cluster = await ProductCluster.StartAsync(database.ConnectionString, Silos);
            await AnswerAsync(cluster, bases, "before");
            using var stop = new CancellationTokenSource();
            var load = LoadAsync(cluster, new ReportWorkload(seed: 16 + time, "x"), rate, stop.Token);
            await AnswerAsync(cluster, bases, "warm");
            BenchmarkContext.Say("kill -9");
            cluster.KillSilo(time % Silos);
            var (killed, processor) = (Stopwatch.GetTimestamp(), cluster.ProcessorTime);
            await AnswerAsync(cluster, bases, "after");
            until.Add(Stopwatch.GetElapsedTime(killed).TotalSeconds);
            var (again, spent) = (Stopwatch.GetTimestamp(), cluster.ProcessorTime);
            await AnswerAsync(cluster, bases, "again");
            BenchmarkContext.Say(
                $"{until[^1]:0.0} s and {(spent - processor).TotalSeconds:0.0} s of processor with the kill, {Stopwatch.GetElapsedTime(again).TotalSeconds:0.0} s and " +
                $"{(cluster.ProcessorTime - spent).TotalSeconds:0.0} s for the same reports and questions without one");
            await stop.CancelAsync();
            await load;
        }

        context.AddTime(
            string.Create(CultureInfo.InvariantCulture, $"kill -9 of one silo in three at {rate} reports/s: {subjects:N0} subjects answer with a later report"),
            new Samples(until), "s", null, null, "5 s at 10,000", null);
    }

    /// <summary>A report about each base; returns when each base answers at or past its receipt.</summary>
    private static async Task AnswerAsync(ProductCluster cluster, string[] bases, string run)
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
