using System.Net;
using Actors.Abstractions.Notifications;
using Actors.Abstractions.Webhooks;
using Actors.Domain.Threat.Notifications;
using Actors.Grains.Webhooks;
using Actors.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Cluster.Tests.Notifications;

public sealed class NotificationChaosTests
{
    private static string Attack(int number, string place, string source = "iraqi-security-sources") =>
        $$$"""{"kind":"incident","id":"chaos:{{{number}}}","source":"{{{source}}}","publishedAt":"2023-11-09T18:00:00Z","incident":"chaos-{{{number}}}","occurred":{"from":"2023-11-09","precision":"day"},"place":{"base":"{{{place}}}"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"outcome":"hit"}""";

    [Fact]
    public async Task Subject_NotifiesWithinSeconds_WhenItsSiloIsKilledBetweenApplyingAndNotifying()
    {
        await using var cluster = await ThreatCluster.StartAsync(silos: 2);
        cluster.Control.Hold();
        var posted = await cluster.PostAsync(Attack(1, "al-harir"));
        await Eventually.HoldsAsync("a notification is about to be written", () => cluster.Control.Held > 0);
        var grain = cluster.Subject("base:al-harir").GetGrainId();
        IGrainContext? context = null;
        await Eventually.HoldsAsync("the base is active", () => cluster.Cluster.TryGetGrainContext(grain, out context));
        var victim = cluster.Cluster.GetSiloForAddress(context!.Address.SiloAddress!)!;
        await cluster.Cluster.KillSiloAsync(victim);
        cluster.Control.Fail();

        var raised = await Eventually.BecomesAsync(
            "the base's level is notified although nothing more is reported",
            async () => (await cluster.NotificationsAsync()).Where(n => n.Subject.ToString() == "base:al-harir").ToList(),
            said => said.Count > 0,
            TimeSpan.FromSeconds(40));
        Assert.Equal((NotificationKind.LevelRaised, "Bravo"), (raised[0].Kind, raised[0].To));

        // The subject itself has taken in everything and decided once more; still it was said once.
        await cluster.Subject("base:al-harir").DescribeAsync(posted.ToString());
        Assert.Single(await cluster.NotificationsAsync(), n => n.Subject.ToString() == "base:al-harir");
    }

    [Fact]
    public async Task Subscribers_HaveEveryNotificationOnceInOrder_WhenSilosAreKilled()
    {
        await using var cluster = await ThreatCluster.StartAsync(silos: 3, partitions: 2, configure: services => services.AddSingleton(new WebhookOptions
        {
            AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8")],
            FirstPause = TimeSpan.FromMilliseconds(20),
            WakePeriod = TimeSpan.FromSeconds(1),
        }));
        using var receiver = WebhookReceiver.Start();

        // Now and then the receiver fails too.
        receiver.Answer = post => post is { Attempt: 1 } && post.Position % 7 == 0 ? 503 : 200;
        await cluster.Cluster.Client.GetGrain<IWebhookGrain>(Guid.NewGuid())
            .CreateAsync(new WebhookSpec(receiver.Url, "a secret of the receiver", NotificationFilter.All, 0, "desk"));
        using var listening = new CancellationTokenSource();
        var subscribers = Enumerable.Range(0, 4).Select(_ => new List<long>()).ToArray();
        var following = subscribers.Select(seen => FollowAsync(cluster, seen, listening.Token)).ToArray();
        const int Rounds = 6;
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < 10; i++)
            {
                var number = (round * 10) + i;
                await RetryAsync(() => cluster.PostAsync(Attack(number, $"outpost-{number}"), Attack(1_000 + number, $"outpost-{number}", "centcom")));
            }

            if (round is 1 or 3)
            {
                var victim = cluster.Cluster.Silos[^1];
                await cluster.Cluster.KillSiloAsync(victim);
                await cluster.Cluster.StartAdditionalSiloAsync();
            }
        }

        await cluster.HandedOverAsync();
        var said = await cluster.NotificationsAsync();
        foreach (var list in subscribers)
        {
            await Eventually.HoldsAsync($"a subscriber has {said.Count} notifications", () => list.Count >= said.Count, TimeSpan.FromSeconds(60));
            Assert.Equal(said.Select(n => n.Position), list);
        }

        // At least once under a stable id: without repetitions it is the same list, in the same order.
        await Eventually.HoldsAsync($"the webhook has {said.Count} notifications", () => receiver.Taken.Distinct().Count() >= said.Count, TimeSpan.FromSeconds(60));
        Assert.Equal(said.Select(n => n.Position), receiver.Taken.Distinct());

        // Who was away the whole time begins at 0.
        var late = new List<long>();
        var catching = FollowAsync(cluster, late, listening.Token);
        await Eventually.HoldsAsync("who comes late has everything", () => late.Count >= said.Count, TimeSpan.FromSeconds(60));
        Assert.Equal(said.Select(n => n.Position), late);

        await listening.CancelAsync();
        await catching;
        await Task.WhenAll(following);
        for (var number = 0; number < Rounds * 10; number++)
        {
            var levels = said.Where(n => n.Subject.ToString() == $"base:outpost-{number}" && n.To is not null).ToList();
            Assert.Equal("Charlie", levels[^1].To);
            Assert.Equal(levels.Count, levels.Select(n => n.To).Distinct().Count());
        }
    }

    private static async Task FollowAsync(ThreatCluster cluster, List<long> seen, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var reader = cluster.Cluster.Client.GetGrain<INotificationReaderGrain>(Guid.NewGuid());
                await foreach (var item in reader.FollowAsync(seen.Count == 0 ? 0 : seen[^1], cancellationToken).WithCancellation(cancellationToken))
                {
                    seen.Add(item.Position);
                }
            }
            catch (Exception gone) when (gone is OrleansException or OperationCanceledException or EnumerationAbortedException or TimeoutException)
            {
                // What a client of the cluster does: go on from the last position.
            }
        }
    }

    private static async Task RetryAsync(Func<Task> post)
    {
        await Eventually.HoldsAsync("a report is accepted", async () =>
        {
            try
            {
                await post();
                return true;
            }
            catch (Exception gone) when (gone is OrleansException or Actors.Abstractions.Intake.ServiceBusyException or TimeoutException)
            {
                return false;
            }
        }, TimeSpan.FromSeconds(60));
    }
}
