using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Actors.Benchmarks.Product;
using Actors.Benchmarks.Results;
using Actors.Benchmarks.Workload;
using Npgsql;

namespace Actors.Benchmarks.Rows;

/// <summary>
/// From sending a report to a subscriber holding its notification: 10,000 event streams on one gateway, each notified once a second while 1,000
/// reports a second come in, beside PostgreSQL LISTEN/NOTIFY in the same run. Senders, server and subscribers share the machine; the subscribers are a
/// process of their own.
/// </summary>
public static class SubscriberBenchmark
{
    private const string Probe = "base:benchmark-probe";
    private const int RatePerSecond = 1_000;

    private const int Wanted = 10_000;

    /// <summary>Notifications before the clock counts: half of them so that the code is compiled, half to know what one costs by itself.</summary>
    private const int Unmeasured = 10;

    /// <summary>A connection each: what a server with its usual settings has room for.</summary>
    private const int Listeners = 50;

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (subscribers, seconds) = context.Options.Quick ? (200, 3) : (Math.Min(Wanted, Room()), 30);
        await using var database = await context.Server.CreateDatabaseAsync();
        await using var product = await RunningProduct.StartAsync(database.ConnectionString, context.Options.Partitions);
        await ProbeAsync(product, 0);
        await product.WaitUntilAppliedAsync();

        // The code is compiled and the busy subjects exist before the clock counts.
        await LoadAsync(product, seed: 12, seconds);
        await product.WaitUntilAppliedAsync();

        var sent = new long[Unmeasured + seconds + 1];
        await using var streams = await Product.Listeners.StartAsync(
            product.Http.BaseAddress!, $"/v1/notifications/stream?subject={Probe}&kind=posture-changed", subscribers, Unmeasured + seconds);
        BenchmarkContext.Say($"{subscribers} subscribers listen");
        await using var listeners = await NotifyPeer.StartAsync(database.ConnectionString, Listeners, seconds);
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        using var self = Process.GetCurrentProcess();
        var alone = TimeSpan.Zero;
        for (var i = 1; i <= Unmeasured; i++)
        {
            await second.WaitForNextTickAsync();
            if (i == 1 + (Unmeasured / 2))
            {
                alone = Refreshed(self);
            }

            sent[i] = Stopwatch.GetTimestamp();
            await ProbeAsync(product, i);
        }

        await second.WaitForNextTickAsync();
        var each = (Refreshed(self) - alone).TotalMicroseconds / (subscribers * (Unmeasured - (Unmeasured / 2)));
        BenchmarkContext.Say(string.Create(CultureInfo.InvariantCulture, $"nothing else going on, the product takes {each:0.0} µs of a processor a notification and subscriber"));
        var (began, serverBefore, streamsBefore) = (Stopwatch.GetTimestamp(), Refreshed(self), streams.ProcessorTime);
        var load = LoadAsync(product, seed: 11, seconds);
        for (var i = 1; i <= seconds; i++)
        {
            await second.WaitForNextTickAsync();
            sent[Unmeasured + i] = Stopwatch.GetTimestamp();
            await ProbeAsync(product, Unmeasured + i);
            await listeners.NotifyAsync(i);
        }

        await load;
        var after = Refreshed(self);
        var processors = Stopwatch.GetElapsedTime(began).TotalSeconds * Environment.ProcessorCount;
        BenchmarkContext.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"of {Environment.ProcessorCount} processors: product and senders {(after - serverBefore).TotalSeconds / processors:P0}, subscribers {(streams.ProcessorTime - streamsBefore).TotalSeconds / processors:P0}"));
        var arrivals = await streams.EndAsync(sent);
        var bySecond = arrivals.Select((took, i) => (Second: (i % (Unmeasured + seconds)) - Unmeasured + 1, Took: took)).Where(a => a.Second > 0).ToLookup(a => a.Second, a => a.Took);
        BenchmarkContext.Say("last subscriber of each second, ms: " + string.Join(' ', bySecond.Select(s => s.Max().ToString("0", CultureInfo.InvariantCulture))));
        var (ours, theirs) = (new Samples(bySecond.SelectMany(s => s)), new Samples(listeners.Latencies));
        var name = string.Create(CultureInfo.InvariantCulture, $"report sent to notification received, {subscribers:N0} event streams, 1,000 reports/s");
        foreach (var (label, share) in new[] { ("p50", 0.5), ("p99", 0.99), ("max", 1.0) })
        {
            var isGoal = label == "p99" && subscribers == Wanted;
            context.AddTime(
                $"{name}, {label}", new Samples([ours.Quantile(share)]), "ms", $"LISTEN/NOTIFY, {Listeners} connections", new Samples([theirs.Quantile(share)]),
                isGoal ? "≤ 250 ms" : null, isGoal ? static (value, _) => value <= 250 : null);
        }
    }

    /// <summary>Processor time of the product a notification, with nothing else going on, by the number of event streams that get it.</summary>
    internal static async Task<Curve> CurveAsync(BenchmarkContext context, int[] counts, int notifications)
    {
        List<(double, double)> points = [];
        await using var database = await context.Server.CreateDatabaseAsync();
        await using var product = await RunningProduct.StartAsync(database.ConnectionString, context.Options.Partitions);
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        using var self = Process.GetCurrentProcess();

        // Nobody may listen to a subject that nobody named.
        await ProbeAsync(product, 0);
        await product.WaitUntilAppliedAsync();
        var number = 1;
        foreach (var count in counts.Select(c => Math.Min(c, Room())))
        {
            var sent = new long[(2 * notifications) + 1];
            await using var streams = await Product.Listeners.StartAsync(
                product.Http.BaseAddress!, $"/v1/notifications/stream?subject={Probe}&kind=posture-changed", count, 2 * notifications);
            var before = TimeSpan.Zero;
            for (var i = 1; i <= 2 * notifications; i++)
            {
                await second.WaitForNextTickAsync();
                if (i == notifications + 1)
                {
                    before = Refreshed(self);
                }

                sent[i] = Stopwatch.GetTimestamp();
                await ProbeAsync(product, number++);
            }

            await second.WaitForNextTickAsync();
            points.Add((count, (Refreshed(self) - before).TotalMicroseconds / notifications));
            await streams.EndAsync(sent);
        }

        return new Curve("A notification, to all who listen", "event streams on one gateway", "us of processor of the process", points);
    }

    private static TimeSpan Refreshed(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    /// <summary>How many streams a process may hold: the goal is judged only where that is enough.</summary>
    private static int Room()
    {
        const int Others = 1_500;
        var line = File.ReadLines("/proc/self/limits").First(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        var hard = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2];
        return hard == "unlimited" ? Wanted : int.Parse(hard, CultureInfo.InvariantCulture) - Others;
    }

    /// <summary>A measure that is in force, then ended, then in force …: each report is a notification of its own.</summary>
    private static async Task ProbeAsync(RunningProduct product, int number)
    {
        var at = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        using var body = new StringContent(
            $$"""{"kind":"posture","id":"probe:{{number}}","source":"us-officials","publishedAt":"{{at}}","subject":"{{Probe}}","measures":["restrict-access"],"status":"{{(number % 2 == 0 ? "active" : "ended")}}"}""",
            Encoding.UTF8,
            "application/json");
        using var answer = await product.Http.PostAsync("/v1/reports", body);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task LoadAsync(RunningProduct product, int seed, int seconds)
    {
        var reports = new ReportWorkload(seed, $"s{seed}").Next(RatePerSecond * seconds);
        var calls = new List<Task>(reports.Length);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var started = Stopwatch.GetTimestamp();
        for (var next = 0; next < reports.Length;)
        {
            await tick.WaitForNextTickAsync();
            for (var due = Math.Min(reports.Length, (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * RatePerSecond)); next < due; next++)
            {
                calls.Add(ReportDriver.SubmitAsync(product, reports[next]));
            }
        }

        await Task.WhenAll(calls);
    }

    /// <summary>Connections that LISTEN on one channel, notified by another one.</summary>
    private sealed class NotifyPeer : IAsyncDisposable
    {
        private readonly NpgsqlDataSource source;
        private readonly List<NpgsqlConnection> connections = [];
        private readonly CancellationTokenSource ending = new();
        private readonly List<Task> waiting = [];
        private readonly long[] sent;
        private readonly Channel<double> latencies = Channel.CreateUnbounded<double>();

        private NotifyPeer(NpgsqlDataSource source, int seconds) => (this.source, sent) = (source, new long[seconds + 1]);

        public IReadOnlyList<double> Latencies
        {
            get
            {
                var all = new List<double>();
                while (latencies.Reader.TryRead(out var one))
                {
                    all.Add(one);
                }

                return all;
            }
        }

        public static async Task<NotifyPeer> StartAsync(string connectionString, int count, int seconds)
        {
            var peer = new NotifyPeer(NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }), seconds);
            for (var i = 0; i < count; i++)
            {
                var connection = await peer.source.OpenConnectionAsync();
                connection.Notification += (_, said) => peer.latencies.Writer.TryWrite(
                    Stopwatch.GetElapsedTime(peer.sent[int.Parse(said.Payload, CultureInfo.InvariantCulture)]).TotalMilliseconds);
                await using var listen = new NpgsqlCommand("listen benchmark_probe", connection);
                await listen.ExecuteNonQueryAsync();
                peer.connections.Add(connection);
                peer.waiting.Add(peer.WaitAsync(connection));
            }

            return peer;
        }

        public async Task NotifyAsync(int number)
        {
            sent[number] = Stopwatch.GetTimestamp();
            await using var notify = source.CreateCommand("select pg_notify('benchmark_probe', $1)");
            notify.Parameters.Add(new NpgsqlParameter { Value = number.ToString(CultureInfo.InvariantCulture) });
            await notify.ExecuteNonQueryAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await ending.CancelAsync();
            await Task.WhenAll(waiting);
            foreach (var connection in connections)
            {
                await connection.DisposeAsync();
            }

            await source.DisposeAsync();
            ending.Dispose();
        }

        private async Task WaitAsync(NpgsqlConnection connection)
        {
            try
            {
                while (true)
                {
                    await connection.WaitAsync(ending.Token);
                }
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // The run is over.
            }
        }
    }
}
