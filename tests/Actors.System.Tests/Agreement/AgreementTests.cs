using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Actors.System.Tests.Chaos;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Xunit.Abstractions;

namespace Actors.System.Tests.Agreement;

/// <summary>Every figure is provable (invariant 7), also while reports pour in.</summary>
[Collection(FaultCollection.Name)]
public sealed class AgreementTests(ITestOutputHelper output)
{
    private const int Reads = 1_000;
    private const int Readers = 4;
    private const int ReportsPerSecond = 500;
    private const int ArraySize = 50;

    [Fact]
    public async Task TallyAndItsList_AgreeInEachOf1000Reads_While500ReportsArriveEverySecond()
    {
        var seed = ChaosSettings.Seed;
        output.WriteLine($"seed {seed}");
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        using var stop = new CancellationTokenSource();
        var load = new Load(host.Http, seed);
        var sending = load.RunAsync(stop.Token);
        await Eventually.HoldsAsync("the load has begun", () => Task.FromResult(load.Recorded > 2 * ReportsPerSecond || sending.IsCompleted), TimeSpan.FromSeconds(30 * ChaosSettings.Slowness));

        var (started, before) = (Stopwatch.GetTimestamp(), load.Recorded);
        var (left, listed, positions) = (Reads, 0L, 0L);
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(reader => Task.Run(async () =>
        {
            var random = new Random(seed + 1 + reader);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                Assert.False(sending.IsCompleted, $"the load ended: {sending.Exception}");
                var question = Questions.Any(random);
                var tally = await host.Http.AskAsync(question.Path);
                var link = tally.GetProperty("incidentsLink").GetString()!;
                var list = await ListedIncidents.ReadAsync(host.Http, link, pageSize: random.Next(8) == 0 ? 20 + random.Next(50) : 1_000);
                var difference = list.DifferenceFrom(tally, question.Party);
                if (difference.Length > 0)
                {
                    Interlocked.Exchange(ref left, 0);
                }

                Assert.True(difference.Length == 0, $"{question.Path} ({link}), seed {seed}: {difference}");
                Interlocked.Add(ref listed, list.Count);
                Interlocked.Exchange(ref positions, tally.GetProperty("positions").GetProperty("0").GetInt64());
            }
        })));
        var (seconds, recorded) = (Stopwatch.GetElapsedTime(started).TotalSeconds, load.Recorded - before);
        await stop.CancelAsync();
        await sending;

        output.WriteLine($"{Reads} reads agree, {listed} incidents listed, while {recorded} reports came in {seconds:0.0} s ({recorded / seconds:0}/s), {load.Merges} merges");
        Assert.True(listed > Reads, $"The lists held only {listed} incidents: the questions ask too little.");
        Assert.True(load.Merges > 0);
        Assert.True(recorded / seconds > 0.8 * ReportsPerSecond / ChaosSettings.Slowness, $"Only {recorded / seconds:0} reports/s arrived.");
        await host.Http.VerifyAsync($"after the reads, seed {seed}");
    }

    /// <summary>Sends at a steady pace, a few arrays at once when answers are slow, and merges two incidents now and then.</summary>
    private sealed class Load(HttpClient http, int seed)
    {
        private const int AtOnce = 4;
        private readonly Random random = new(seed);
        private readonly List<string> incidents = [];
        private int recorded;
        private int merges;

        public int Recorded => recorded;

        public int Merges => merges;

        public async Task RunAsync(CancellationToken stop)
        {
            var reports = new ChangingReports(random);
            using var pace = new PeriodicTimer(TimeSpan.FromSeconds((double)ArraySize / ReportsPerSecond));
            using var room = new SemaphoreSlim(AtOnce);
            List<Task> running = [];
            while (!stop.IsCancellationRequested && running.All(t => !t.IsFaulted))
            {
                await pace.WaitForNextTickAsync(CancellationToken.None);
                await room.WaitAsync(CancellationToken.None);
                running.RemoveAll(t => t.IsCompletedSuccessfully);
                running.Add(SendAsync([.. Enumerable.Range(0, ArraySize).Select(_ => reports.Next())], TwoIncidents(), room));
            }

            await Task.WhenAll(running);
        }

        private async Task SendAsync(string[] array, (string, string)? merge, SemaphoreSlim room)
        {
            try
            {
                foreach (var receipt in await http.RecordAsync(array))
                {
                    Assert.Equal("recorded", receipt.GetProperty("status").GetString());
                    if (receipt.GetProperty("incident") is { ValueKind: JsonValueKind.String } incident)
                    {
                        lock (incidents)
                        {
                            incidents.Add(incident.GetString()!);
                        }
                    }
                }

                Interlocked.Add(ref recorded, array.Length);
                if (merge is var (one, other))
                {
                    await MergeAsync(one, other);
                }
            }
            finally
            {
                room.Release();
            }
        }

        private (string, string)? TwoIncidents()
        {
            lock (incidents)
            {
                return incidents.Count == 0 || random.Next(3) > 0 ? null : (incidents[random.Next(incidents.Count)], incidents[random.Next(incidents.Count)]);
            }
        }

        private async Task MergeAsync(string one, string other)
        {
            using var response = await http.PostAsync($"v1/incidents/{one}/merge", JsonContent.Create(new { with = other, reason = "the same" }));

            // 400: one of them is closed already, or both are the same.
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, await response.Content.ReadAsStringAsync());
            if (response.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref merges);
            }
        }
    }
}
