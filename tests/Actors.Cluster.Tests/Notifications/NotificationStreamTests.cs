using System.Collections.Concurrent;
using Actors.Abstractions.Notifications;
using Actors.Abstractions.Notifications.Streams;
using Actors.Testing;
using Orleans.Streams;

namespace Actors.Cluster.Tests.Notifications;

/// <summary>The Orleans stream of notifications, as a client of the cluster sees it.</summary>
public sealed class NotificationStreamTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static string Attack(int number, string source = "iraqi-security-sources") =>
        $$$"""{"kind":"incident","id":"stream:{{{source}}}:{{{number}}}","source":"{{{source}}}","publishedAt":"2023-11-09T18:00:00Z","incident":"stream-{{{number}}}","occurred":{"from":"2023-11-09","precision":"day"},"place":{"base":"post-{{{number}}}"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"outcome":"hit"}""";

    [Fact]
    public async Task Subscriber_HasEveryNotificationOnceInOrder_FromAnyPosition()
    {
        await using var cluster = await ThreatCluster.StartAsync();
        var stream = cluster.Cluster.Client.GetNotificationStream();
        var first = new Observer();
        var handle = await stream.SubscribeAsync(first, NotificationStreams.After(0));
        await SpeakAsync(cluster, 0, 20);
        var positions = await PositionsAsync(cluster);
        await first.HasAsync(positions);

        // It leaves, more is said, and it goes on where it was.
        await handle.UnsubscribeAsync();
        await SpeakAsync(cluster, 20, 20);
        var all = await PositionsAsync(cluster);
        Assert.True(all.Count > positions.Count);
        await stream.SubscribeAsync(first, NotificationStreams.After(first.Seen.Last()));
        await first.HasAsync(all);

        // As Orleans means it, a token names what is wanted first: the same notification again.
        var inclusive = new Observer();
        await stream.SubscribeAsync(inclusive, first.Tokens.ElementAt(4));
        await inclusive.HasAsync(all[4..]);
    }

    [Fact]
    public async Task Subscriber_CatchesUpFromTheLedger_WhenWhatItWantsIsNotInMemory()
    {
        await using var cluster = await ThreatCluster.StartAsync();
        await SpeakAsync(cluster, 0, 300);
        var all = await PositionsAsync(cluster);
        Assert.True(all.Count > 600, $"{all.Count} notifications do not fill three blocks.");

        // A silo that starts now has none of them in memory.
        var old = cluster.Cluster.Silos[0];
        await cluster.Cluster.StartAdditionalSiloAsync();
        await cluster.Cluster.KillSiloAsync(old);
        var late = Enumerable.Range(0, 3).Select(_ => new Observer()).ToArray();
        var stream = cluster.Cluster.Client.GetNotificationStream();
        foreach (var (observer, i) in late.Select((o, i) => (o, i)))
        {
            await RetryAsync(() => stream.SubscribeAsync(observer, NotificationStreams.After(i * 200)));
        }

        await Task.WhenAll(late.Select((o, i) => o.HasAsync(all[(i * 200)..])));
    }

    [Fact]
    public async Task Subscriber_GetsWhatItsFilterLetsThrough()
    {
        await using var cluster = await ThreatCluster.StartAsync();
        var stream = cluster.Cluster.Client.GetNotificationStream();
        var one = new Observer();
        var withAncestors = new Observer();
        var raised = new Observer();
        await SubscribeAsync(one, new NotificationFilter("base:al-harir", false, false, null));
        await SubscribeAsync(withAncestors, new NotificationFilter("base:al-harir", false, true, null));
        await SubscribeAsync(raised, new NotificationFilter("region:iq", true, false, "level-raised"));
        await cluster.PostAsync(Attack(1).Replace("post-1", "al-harir", StringComparison.Ordinal), Attack(2).Replace("post-2", "ain-al-asad", StringComparison.Ordinal), Attack(3));
        await cluster.HandedOverAsync();
        var said = await cluster.NotificationsAsync();
        await one.HasAsync([.. said.Where(n => n.Subject.ToString() == "base:al-harir").Select(n => n.Position)]);
        await withAncestors.HasAsync([.. said.Where(n => n.Subject.ToString() is "base:al-harir" or "region:iq-ar" or "region:iq" or "region:middle-east" or "region:world").Select(n => n.Position)]);
        await raised.HasAsync([.. said.Where(n => n.Kind == Domain.Threat.Notifications.NotificationKind.LevelRaised
            && (n.Subject.ToString() is "base:al-harir" or "base:ain-al-asad" || n.Subject.ToString().StartsWith("region:iq", StringComparison.Ordinal))).Select(n => n.Position)]);

        Task SubscribeAsync(Observer observer, NotificationFilter filter) =>
            stream.SubscribeAsync(observer, NotificationStreams.After(0), NotificationStreams.FilterData(filter));
    }

    [Fact]
    public async Task Subscriber_HearsOfTheGap_WhenItAsksForWhatIsGone()
    {
        await using var cluster = await ThreatCluster.StartAsync();
        await SpeakAsync(cluster, 0, 3);
        var all = await PositionsAsync(cluster);
        var elsewhere = new Observer();
        await cluster.Cluster.Client.GetNotificationStream().SubscribeAsync(elsewhere, NotificationStreams.After(all.Count + 40));
        await Eventually.HoldsAsync("the gap is told", () => elsewhere.Gaps.Count == 1, Limit);
        Assert.Equal($$"""{"from":{{all.Count + 1}},"to":{{all.Count + 40}}}""", elsewhere.Gaps.Single());
        await SpeakAsync(cluster, 3, 3);
        await elsewhere.HasAsync((await PositionsAsync(cluster))[all.Count..]);
        Assert.Single(elsewhere.Gaps);
    }

    [Fact]
    public async Task Subscriber_GetsTheSameAgain_WhenItsHandlerFails()
    {
        await using var cluster = await ThreatCluster.StartAsync();
        var failing = new Observer { FailsAt = 2 };
        await cluster.Cluster.Client.GetNotificationStream().SubscribeAsync(failing, NotificationStreams.After(0));
        await SpeakAsync(cluster, 0, 5);
        await failing.HasAsync(await PositionsAsync(cluster));
        Assert.Equal(1, failing.Failures);
    }

    [Fact]
    public async Task Subscriptions_HaveEveryNotificationOnceInOrder_WhenSilosAreKilled()
    {
        await using var cluster = await ThreatCluster.StartAsync(silos: 3);
        var client = cluster.Cluster.Client;
        var (whole, filtered) = (new ConcurrentQueue<long>(), new ConcurrentQueue<string>());
        await using var following = await NotificationSubscription.StartAsync(client, 0, NotificationFilter.All, Keep(whole));
        await using var raises = await NotificationSubscription.StartAsync(client, 0, new NotificationFilter("region:world", true, false, "level-raised"), item =>
        {
            filtered.Enqueue(item.Subject);
            return Task.CompletedTask;
        });
        for (var round = 0; round < 6; round++)
        {
            await RetryAsync(() => SpeakAsync(cluster, round * 10, 10));
            if (round is 1 or 3)
            {
                // The one that reads for the stream, if it can be told, else the last: whoever it is, another takes over.
                await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[^1]);
                await cluster.Cluster.StartAdditionalSiloAsync();
            }
            else if (round == 4)
            {
                await cluster.Cluster.StopSiloAsync(cluster.Cluster.Silos[^2]);
            }
        }

        await cluster.HandedOverAsync();
        var all = await PositionsAsync(cluster);
        await Eventually.HoldsAsync($"the subscriber has {all.Count} notifications", () => whole.Count >= all.Count, Limit);
        Assert.Equal(all, whole);
        var wanted = (await cluster.NotificationsAsync())
            .Where(n => n.Kind == Domain.Threat.Notifications.NotificationKind.LevelRaised && n.Subject.ToString().StartsWith("base:", StringComparison.Ordinal)).Select(n => n.Subject.ToString()).ToList();
        await Eventually.HoldsAsync("the filtered subscriber has the raises", () => filtered.Count(s => s.StartsWith("base:", StringComparison.Ordinal)) >= wanted.Count, Limit);
        Assert.Equal(wanted, filtered.Where(s => s.StartsWith("base:", StringComparison.Ordinal)));

        // Who was away the whole time begins at 0.
        var late = new ConcurrentQueue<long>();
        await using var catching = await NotificationSubscription.StartAsync(client, 0, NotificationFilter.All, Keep(late));
        await Eventually.HoldsAsync("who comes late has everything", () => late.Count >= all.Count, Limit);
        Assert.Equal(all, late);

        static Func<NotificationItem, Task> Keep(ConcurrentQueue<long> positions) => item =>
        {
            positions.Enqueue(item.Position);
            return Task.CompletedTask;
        };
    }

    /// <summary>Two sources say of each of so many places that it was attacked: each raises its level twice.</summary>
    private static async Task SpeakAsync(ThreatCluster cluster, int from, int count)
    {
        await cluster.PostAsync(Enumerable.Range(from, count).Select(n => Attack(n)));
        await cluster.PostAsync(Enumerable.Range(from, count).Select(n => Attack(n, "centcom")));
        await cluster.HandedOverAsync();
    }

    private static async Task<List<long>> PositionsAsync(ThreatCluster cluster) => [.. (await cluster.NotificationsAsync()).Select(n => n.Position)];

    private static Task RetryAsync(Func<Task> act) => Eventually.HoldsAsync(
        "the cluster answers",
        async () =>
        {
            try
            {
                await act();
                return true;
            }
            catch (Exception gone) when (gone is OrleansException or Actors.Abstractions.Intake.ServiceBusyException or TimeoutException)
            {
                return false;
            }
        },
        Limit);

    private sealed class Observer : IAsyncObserver<NotificationItem>
    {
        public ConcurrentQueue<long> Seen { get; } = new();

        public ConcurrentQueue<StreamSequenceToken> Tokens { get; } = new();

        public ConcurrentQueue<string> Gaps { get; } = new();

        public long FailsAt { get; init; }

        public int Failures { get; private set; }

        public Task OnNextAsync(NotificationItem item, StreamSequenceToken? token = null)
        {
            if (item.Kind == NotificationStreams.GapKind)
            {
                Gaps.Enqueue(System.Text.Encoding.UTF8.GetString(item.Json.Span));
                return Task.CompletedTask;
            }

            if (item.Position == FailsAt && Failures == 0)
            {
                Failures++;
                throw new InvalidOperationException("It fails once.");
            }

            Seen.Enqueue(item.Position);
            Tokens.Enqueue(token!);
            return Task.CompletedTask;
        }

        public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

        public async Task HasAsync(List<long> positions)
        {
            await Eventually.BecomesAsync($"the subscriber has {positions.Count} notifications", () => Task.FromResult(Seen.Count), count => count >= positions.Count, Limit);
            Assert.Equal(positions, Seen);
        }
    }
}
