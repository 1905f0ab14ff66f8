using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Actors.System.Tests.Chaos;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Faults;

/// <summary>The senders and readers of one run against a cluster.</summary>
internal sealed class ClusterLoad
{
    private const int ArraySize = 20;
    private const int Senders = 3;
    private const int Readers = 16;

    /// <summary>Questions at once where all subjects are asked: those who wait for the silo that is gone must not keep the others from asking.</summary>
    private const int Askers = 1_000;
    private const int OwnReports = 300;

    /// <summary>What is later than any subject may be after a fault counts as missed.</summary>
    private static readonly TimeSpan NotificationLimit = TimeSpan.FromSeconds(10) * ChaosSettings.Slowness;
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(50);
    private readonly Func<int, CancellationToken, Task<HttpClient>> gatewayAsync;
    private readonly BaseReports made;
    private readonly int subjects;
    private readonly Receipts receipts = new();
    private readonly Dictionary<string, string> sent = [];
    private readonly ArraySenders senders;
    private readonly ConcurrentQueue<string> outages = new();
    private int turn;

    /// <summary>True once every subject has had a report: before, a base that no report names is unknown.</summary>
    private bool known;

    public ClusterLoad(Func<int, CancellationToken, Task<HttpClient>> gatewayAsync, BaseReports made, int subjects)
    {
        (this.gatewayAsync, this.made, this.subjects) = (gatewayAsync, made, subjects);
        senders = new(cancellation => gatewayAsync(Interlocked.Increment(ref turn), cancellation), receipts);
    }

    public int Acknowledged => receipts.Count;

    public int Resent => senders.Resent;

    /// <summary>Sends arrays at a steady pace, more than one at once when answers are slow, until it is told to stop; ends when all are acknowledged.</summary>
    public Task KeepSendingAsync(int perSecond, CancellationToken stop) => KeepSendingAsync(senders, perSecond, stop);

    /// <summary>As <see cref="KeepSendingAsync(int, CancellationToken)"/>, every other time to this server, the other times to a gateway.</summary>
    public Task KeepSendingThroughAsync(HttpClient server, int perSecond, CancellationToken stop)
    {
        var own = 0;
        return KeepSendingAsync(
            new(cancellation => Interlocked.Increment(ref own) % 2 == 1 ? Task.FromResult(server) : gatewayAsync(Interlocked.Increment(ref turn), cancellation), receipts),
            perSecond,
            stop);
    }

    /// <summary>Waits until this many more reports are acknowledged.</summary>
    public Task AcknowledgesMoreAsync(int reports, string when, TimeSpan limit)
    {
        var more = Acknowledged + reports;
        return Eventually.HoldsAsync($"{more} reports are acknowledged {when}", () => Acknowledged >= more, limit);
    }

    /// <summary>Reports about every subject, or where there are more than <see cref="OwnReports"/> about so many of them; then every subject's tally at or past
    /// all their receipts.</summary>
    /// <exception cref="TimeoutException">Some did not in time; the message says what was heard of them last.</exception>
    public async Task EverySubjectAnswersAsync(string when, TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        try
        {
            var every = known ? Math.Max(1, subjects / OwnReports) : 1;
            var named = Enumerable.Range(0, subjects).Where(subject => subject % every == Acknowledged % every).Chunk(100);
            ConcurrentDictionary<string, long> positions = [];
            await Parallel.ForEachAsync(named, new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = deadline.Token }, async (some, cancellation) =>
            {
                foreach (var receipt in await senders.SendAsync(Take(() => some.Select(made.New).ToList()), cancellation))
                {
                    var position = Assert.Single(receipt.GetProperty("positions").EnumerateObject());
                    positions.AddOrUpdate(position.Name, position.Value.GetInt64(), (_, other) => Math.Max(other, position.Value.GetInt64()));
                }
            });
            var min = string.Join(',', positions.Select(position => string.Create(CultureInfo.InvariantCulture, $"{position.Key}:{position.Value}")));
            await Parallel.ForEachAsync(Enumerable.Range(0, subjects), new ParallelOptions { MaxDegreeOfParallelism = Askers, CancellationToken = deadline.Token }, async (subject, stop) =>
            {
                var path = $"v1/bases/{BaseReports.KeyOf(subject)}/tally?minPositions={min}";
                var tally = await UntilAnsweredAsync(path, stop);
                Assert.All(positions, position => Assert.True(tally.GetProperty("positions").GetProperty(position.Key).GetInt64() >= position.Value, $"{when}: {path} gives {tally}"));
            });
            known = true;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException($"{when}: some subjects did not answer within {limit.TotalSeconds:0} s. Heard last: {string.Join("; ", outages.TakeLast(5))} {senders.LastOutage}");
        }
    }

    /// <summary>Every acknowledged report is a duplicate with its first receipt, and every subject counts each incident once with its last figure.</summary>
    public async Task NothingIsLostAsync(string when)
    {
        foreach (var some in receipts.Reports.Chunk(1_000))
        {
            var http = await gatewayAsync(0, CancellationToken.None);
            foreach (var receipt in await http.RecordAsync(some.Select(id => sent[id])))
            {
                receipts.StillStands(receipt);
            }
        }

        Assert.Equal(sent.Count, receipts.Count);
        var expected = made.Expected();
        await Parallel.ForEachAsync(expected, new ParallelOptions { MaxDegreeOfParallelism = Readers }, async (want, stop) =>
        {
            var http = await gatewayAsync(want.Key, stop);
            await Eventually.BecomesAsync(
                $"{BaseReports.KeyOf(want.Key)} counts {want.Value}, {when}",
                async () => Counted(await http.AskAsync($"v1/bases/{BaseReports.KeyOf(want.Key)}/tally")),
                got => got == want.Value,
                TimeSpan.FromSeconds(10));
        });
        var world = await (await gatewayAsync(0, CancellationToken.None)).AskAsync("v1/groups/us-forces/tally?role=target&figures=all");
        Assert.Equal((expected.Values.Sum(e => e.Incidents), expected.Values.Sum(e => e.Killed)), Counted(world));
    }

    /// <summary>Positions are dense, nothing is said twice, and of every subject each milestone that its count has passed is said. What came in last may still be
    /// on its way to its subjects: that is waited for, and how long is returned.</summary>
    /// <exception cref="TimeoutException">A milestone is missing after 10 s, with a slower machine after that many times as long.</exception>
    public async Task<TimeSpan> EveryNotificationOnceAsync(string when)
    {
        var began = Stopwatch.GetTimestamp();
        var expected = made.Expected().ToDictionary(e => $"base:{BaseReports.KeyOf(e.Key)}", e => e.Value.Incidents);
        await Eventually.BecomesAsync(
            $"every milestone is said {when}",
            async () =>
            {
                var all = await NotificationsAsync();
                Assert.Equal(Enumerable.Range(1, all.Count).Select(p => (long)p), all.Select(n => n.GetProperty("position").GetInt64()));
                var said = all.Where(n => n.GetProperty("kind").GetString() == "milestone")
                    .Select(n => (Subject: n.GetProperty("subject").GetString()!, What: n.GetProperty("text").GetString()!.Split(':')[0])).ToList();
                Assert.Equal(said.Distinct().Count(), said.Count);
                var bySubject = said.ToLookup(m => m.Subject, m => long.Parse(m.What.Split(' ')[0], CultureInfo.InvariantCulture));
                var missing = expected.Where(e => !Milestones(e.Value).SequenceEqual(bySubject[e.Key].Order())).Take(5);
                return string.Join("; ", missing.Select(e => $"{e.Key} with {e.Value} incidents said {string.Join(", ", bySubject[e.Key].Order())}"));
            },
            missing => missing.Length == 0,
            NotificationLimit);
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Once nothing comes in, asking every subject for its level, again and again, makes none of them say anything more.</summary>
    public async Task LevelsRestAsync(string when)
    {
        var http = await gatewayAsync(0, CancellationToken.None);
        var said = new List<int>();
        for (var time = 1; time <= 3; time++)
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, subjects), new ParallelOptions { MaxDegreeOfParallelism = Readers }, async (subject, _) =>
                await http.AskAsync($"v1/bases/{BaseReports.KeyOf(subject)}/threat"));
            said.Add((await NotificationsAsync()).Count);
        }

        Assert.True(said[1] == said[2], $"{when}: {said[2] - said[1]} notifications were said although nothing had come in");
    }

    /// <summary>1, 2, 4 and 5 times powers of ten, from 10 (API.md).</summary>
    private static IEnumerable<long> Milestones(long count)
    {
        for (var power = 10L; power <= count; power *= 10)
        {
            foreach (var factor in new[] { 1, 2, 4, 5 }.Where(f => f * power <= count))
            {
                yield return factor * power;
            }
        }
    }

    /// <summary>Runs <c>verify</c> while the load goes on. One that broke off, because a silo it ran on was going or coming, is asked again.</summary>
    public async Task VerifyAsync(string when)
    {
        const int Attempts = 4;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await (await gatewayAsync(attempt, CancellationToken.None)).VerifyAsync(when);
                return;
            }
            catch (Exception broken) when (Outage.IsSeenAs(broken) && attempt < Attempts)
            {
                outages.Enqueue($"verify {when}: {broken.Message}");
            }
        }
    }

    private static (long Incidents, long Killed) Counted(JsonElement tally) =>
        (tally.GetProperty("incidents").GetInt64(), tally.GetProperty("killed").GetProperty("best").GetInt64());

    private async Task<List<JsonElement>> NotificationsAsync()
    {
        var http = await gatewayAsync(0, CancellationToken.None);
        List<JsonElement> all = [];
        var cursor = "0";
        while (cursor is not null)
        {
            var page = await http.AskAsync($"v1/notifications?after={cursor}&limit=1000");
            all.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("cursor").GetString();
        }

        return all;
    }

    private async Task KeepSendingAsync(ArraySenders through, int perSecond, CancellationToken stop)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds((double)ArraySize / perSecond));
        using var room = new SemaphoreSlim(Senders);
        List<Task> running = [];
        while (!stop.IsCancellationRequested)
        {
            await pace.WaitForNextTickAsync(CancellationToken.None);
            await room.WaitAsync(CancellationToken.None);
            var array = Take(() => Enumerable.Range(0, ArraySize).Select(_ => made.Next()).ToList());
            running.RemoveAll(t => t.IsCompletedSuccessfully);
            running.Add(SendAsync(array));
        }

        await Task.WhenAll(running);

        async Task SendAsync(string[] array)
        {
            try
            {
                await through.SendAsync(array, CancellationToken.None);
            }
            finally
            {
                room.Release();
            }
        }
    }

    private async Task<JsonElement> UntilAnsweredAsync(string path, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(BetweenQuestions);
        while (true)
        {
            var http = await gatewayAsync(Interlocked.Increment(ref turn), cancellationToken);
            try
            {
                using var response = await http.GetAsync(path, cancellationToken);
                var text = await response.Content.ReadAsStringAsync(cancellationToken);
                if (Outage.IsSaidBy(response.StatusCode))
                {
                    outages.Enqueue($"{path}: {text}");
                }
                else
                {
                    Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
                    return JsonElement.Parse(text);
                }
            }
            catch (Exception failure) when (Outage.IsSeenAs(failure) && !cancellationToken.IsCancellationRequested)
            {
                // Asked again of the next gateway.
                outages.Enqueue($"{path}: {failure.Message}");
            }

            await pause.WaitForNextTickAsync(cancellationToken);
        }
    }

    private string[] Take(Func<List<(string Id, string Report)>> make)
    {
        lock (sent)
        {
            var reports = make();
            reports.ForEach(r => sent.Add(r.Id, r.Report));
            return [.. reports.Select(r => r.Report)];
        }
    }
}
