using System.Net;
using System.Text;
using Actors.Abstractions.Intake;
using Actors.Abstractions.Notifications;
using Actors.Abstractions.Webhooks;
using Actors.Cluster.Tests.Notifications;
using Actors.Grains.Webhooks;
using Actors.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Cluster.Tests.Webhooks;

public sealed class WebhookDeliveryTests
{
    private const string Secret = "only the receiver knows it";

    [Fact]
    public async Task Webhook_DeliversEverythingInOrderThenWhatComes_WhenAskedFromZero()
    {
        await using var cluster = await StartAsync();
        using var receiver = WebhookReceiver.Start();
        await AttackAsync(cluster, 0, 5);
        var hook = await CreateAsync(cluster, receiver);
        await AttackAsync(cluster, 5, 5);
        var said = await cluster.NotificationsAsync();
        await ReceivesAsync(receiver, said.Count);
        Assert.Equal(said.Select(n => n.Position), receiver.Taken);
        Assert.All(receiver.Posts, p => Assert.Equal(WebhookSignature.Of(Secret, p.Timestamp, p.Body), p.Signature));
        Assert.All(receiver.Posts, p => Assert.Contains($"\"position\":{p.Position},", Encoding.UTF8.GetString(p.Body), StringComparison.Ordinal));
        var state = await Eventually.BecomesAsync("the cursor stands at the head", () => hook.DescribeAsync(), w => w!.After == said.Count);
        Assert.Equal((said.Count, 0, null), (state!.Delivered, state.DeadLetters, state.LastError));
        var records = (await hook.DeliveriesAsync(null, 1_000))!;
        Assert.Equal(said.Select(n => n.Position).Reverse(), records.Items.Select(r => r.Position));
        Assert.All(records.Items, r => Assert.Equal((true, 1, 200), (r.Delivered, r.Attempts, r.Status)));
    }

    [Fact]
    public async Task Webhook_DeliversOnlyWhatComes_AndOnlyWhatItAskedFor()
    {
        await using var cluster = await StartAsync();
        using var receiver = WebhookReceiver.Start();
        await AttackAsync(cluster, 0, 3);
        await CreateAsync(cluster, receiver, after: null, new NotificationFilter("base:outpost-5", false, false, "level-raised"));
        await AttackAsync(cluster, 0, 10);
        var wanted = (await cluster.NotificationsAsync()).Where(n => n.Subject.ToString() == "base:outpost-5" && n.To is not null).Select(n => n.Position).ToList();
        Assert.NotEmpty(wanted);
        await ReceivesAsync(receiver, wanted.Count);
        Assert.Equal(wanted, receiver.Taken);
    }

    [Fact]
    public async Task Webhook_TriesAgainUnderTheSameId_WhenTheReceiverFails()
    {
        await using var cluster = await StartAsync();
        using var receiver = WebhookReceiver.Start();
        receiver.Answer = p => p.Position == 2 && p.Attempt < 4 ? 503 : 200;
        await AttackAsync(cluster, 0, 4);
        var said = await cluster.NotificationsAsync();
        var hook = await CreateAsync(cluster, receiver);
        await ReceivesAsync(receiver, said.Count);
        Assert.Equal(said.Select(n => n.Position), receiver.Taken);
        Assert.Equal([1, 2, 3, 4], receiver.Posts.Where(p => p.Position == 2).Select(p => p.Attempt));
        var record = (await hook.DeliveriesAsync(null, 1_000))!.Items.Single(r => r.Position == 2);
        Assert.Equal((true, 4), (record.Delivered, record.Attempts));
    }

    [Fact]
    public async Task Webhook_GivesUpAndGoesOn_AndDeliversWhatWasGivenUpWhenAsked()
    {
        await using var cluster = await StartAsync();
        using var receiver = WebhookReceiver.Start();
        receiver.Answer = p => p.Position == 2 ? 500 : 200;
        await AttackAsync(cluster, 0, 4);
        var said = await cluster.NotificationsAsync();
        var hook = await CreateAsync(cluster, receiver);
        await ReceivesAsync(receiver, said.Count - 1);
        var dead = Assert.Single((await hook.DeadLettersAsync())!);
        Assert.Equal((2, 5, 500, false), (dead.Position, dead.Attempts, dead.Status, dead.Waiting));
        Assert.Contains((await hook.DeliveriesAsync(null, 1_000))!.Items, r => r is { Position: 2, Delivered: false, Attempts: 5 });

        Assert.Equal(0, await hook.RedeliverAsync([7]));
        receiver.Answer = _ => 200;
        Assert.Equal(1, await hook.RedeliverAsync(null));
        await ReceivesAsync(receiver, said.Count);
        Assert.Equal(2, receiver.Taken[^1]);
        await Eventually.BecomesAsync("nothing is given up any more", () => hook.DeadLettersAsync(), d => d!.Count == 0);
    }

    [Fact]
    public async Task Webhook_LosesNothing_WhenItIsPausedAndResumed()
    {
        await using var cluster = await StartAsync();
        using var receiver = WebhookReceiver.Start();
        var hook = await CreateAsync(cluster, receiver);
        await AttackAsync(cluster, 0, 2);
        await ReceivesAsync(receiver, (await cluster.NotificationsAsync()).Count);
        Assert.Equal("night shift", (await hook.PauseAsync("night shift"))!.Paused);
        var before = receiver.Posts.Count;
        await AttackAsync(cluster, 2, 3);
        var paused = (await hook.DescribeAsync())!;
        Assert.True(paused.Head > paused.After);
        Assert.Equal(before, receiver.Posts.Count);

        Assert.Null((await hook.PauseAsync(null))!.Paused);
        var said = await cluster.NotificationsAsync();
        await ReceivesAsync(receiver, said.Count);
        Assert.Equal(said.Select(n => n.Position), receiver.Taken);
    }

    [Fact]
    public async Task Webhook_IsPaused_WhenTheReceiverSaysItIsGone()
    {
        await using var cluster = await StartAsync();
        using var receiver = WebhookReceiver.Start();
        receiver.Answer = _ => 410;
        var hook = await CreateAsync(cluster, receiver);
        await AttackAsync(cluster, 0, 1);
        var paused = await Eventually.BecomesAsync("the webhook is paused", () => hook.DescribeAsync(), w => w!.Paused is not null);
        Assert.Contains("410", paused!.Paused, StringComparison.Ordinal);
        Assert.Equal(0, paused.After);
    }

    [Fact]
    public async Task Webhook_GoesOnFromItsCursor_WhenItsSiloIsKilled()
    {
        await using var cluster = await StartAsync(silos: 2);
        using var receiver = WebhookReceiver.Start();
        var hook = await CreateAsync(cluster, receiver);
        await AttackAsync(cluster, 0, 3);
        var first = (await cluster.NotificationsAsync()).Count;
        await ReceivesAsync(receiver, first);
        await Eventually.BecomesAsync("the cursor stands at the head", () => hook.DescribeAsync(), w => w!.After == first);
        IGrainContext? context = null;
        Assert.True(cluster.Cluster.TryGetGrainContext(hook.GetGrainId(), out context));
        await cluster.Cluster.KillSiloAsync(cluster.Cluster.GetSiloForAddress(context!.Address.SiloAddress!)!);

        // Nobody asks the webhook anything: the silos that are left wake it.
        await AttackAsync(cluster, 3, 3);
        await cluster.HandedOverAsync();
        var said = await cluster.NotificationsAsync();
        await ReceivesAsync(receiver, said.Count);
        Assert.Equal(said.Select(n => n.Position), receiver.Taken.Distinct());
    }

    [Fact]
    public async Task Webhook_IsGone_WhenDeleted()
    {
        await using var cluster = await StartAsync();
        using var receiver = WebhookReceiver.Start();
        var hook = await CreateAsync(cluster, receiver);
        var list = cluster.Cluster.Client.GetGrain<IWebhookListGrain>(0);
        Assert.Equal(hook.GetPrimaryKey(), Assert.Single(await list.ListAsync()).Id);
        Assert.True(await hook.DeleteAsync());
        Assert.Empty(await list.ListAsync());
        Assert.Null(await hook.DescribeAsync());
        Assert.False(await hook.DeleteAsync());
        await AttackAsync(cluster, 0, 2);
        Assert.Empty(receiver.Posts);
    }

    [Fact]
    public async Task Webhook_IsRefused_WhenThereAreTooManyOrItsAddressIsNot()
    {
        await using var cluster = await StartAsync();
        using var receiver = WebhookReceiver.Start();
        var spec = new WebhookSpec("https://10.0.0.1/", Secret, NotificationFilter.All, 0, "desk");
        var refused = await Assert.ThrowsAsync<BadRequestException>(() => cluster.Cluster.Client.GetGrain<IWebhookGrain>(Guid.NewGuid()).CreateAsync(spec));
        Assert.Equal("/url", refused.Pointer);
        for (var i = 0; i < 3; i++)
        {
            await CreateAsync(cluster, receiver);
        }

        await Assert.ThrowsAsync<BadRequestException>(() => CreateAsync(cluster, receiver));
        Assert.Equal(3, (await cluster.Cluster.Client.GetGrain<IWebhookListGrain>(0).ListAsync()).Count);
        Assert.DoesNotContain(Secret, spec.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_AreKeptToALimit_NewestFirst()
    {
        var storage = new SharedMemoryStorage();
        var grain = GrainId.Create("webhook", "1");
        var store = new WebhookStore(storage, grain);
        await store.LoadAsync();
        store.State.Spec = new WebhookSpec("https://desk.example/", Secret, NotificationFilter.All, 0, "desk");
        for (var i = 1; i <= 10_250; i++)
        {
            var position = i;
            await store.RecordAsync(number => new DeliveryRecord(number, position, DateTimeOffset.UnixEpoch, 1, true, 200, null, 1));
            if (i % 70 == 0)
            {
                await store.SaveAsync();
            }
        }

        await store.SaveAsync();
        var again = new WebhookStore(storage, grain);
        await again.LoadAsync();
        var all = new List<long>();
        for (long? before = null; ;)
        {
            var page = await again.ReadRecordsAsync(before, 300);
            all.AddRange(page.Items.Select(r => r.Number));
            if ((before = page.Before) is null)
            {
                break;
            }
        }

        Assert.InRange(all.Count, 10_000, 10_100);
        Assert.Equal(Enumerable.Range(0, all.Count).Select(i => 10_250L - i), all);
        await again.ClearAsync();
        Assert.Equal(0, storage.Count);
    }

    private static Task<ThreatCluster> StartAsync(short silos = 1) => ThreatCluster.StartAsync(silos, configure: services => services.AddSingleton(new WebhookOptions
    {
        AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8")],
        MaxAttempts = 5,
        FirstPause = TimeSpan.FromMilliseconds(5),
        MaxWebhooks = 3,
        WakePeriod = TimeSpan.FromSeconds(1),
    }));

    private static async Task<IWebhookGrain> CreateAsync(ThreatCluster cluster, WebhookReceiver receiver, long? after = 0, NotificationFilter? filter = null)
    {
        var hook = cluster.Cluster.Client.GetGrain<IWebhookGrain>(Guid.NewGuid());
        await hook.CreateAsync(new WebhookSpec(receiver.Url, Secret, filter ?? NotificationFilter.All, after, "desk"));
        return hook;
    }

    private static async Task AttackAsync(ThreatCluster cluster, int from, int count)
    {
        await Eventually.HoldsAsync("the reports are taken", async () =>
        {
            try
            {
                await cluster.PostAsync(Enumerable.Range(from, count).Select(n =>
                    $$$"""{"kind":"incident","id":"hook:{{{n}}}","source":"iraqi-security-sources","publishedAt":"2023-11-09T18:00:00Z","incident":"hook-{{{n}}}","occurred":{"from":"2023-11-09","precision":"day"},"place":{"base":"outpost-{{{n}}}"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"outcome":"hit"}"""));
                return true;
            }
            catch (Exception gone) when (gone is OrleansException or TimeoutException or ServiceBusyException)
            {
                return false;
            }
        });
        await cluster.HandedOverAsync();
    }

    private static Task<int> ReceivesAsync(WebhookReceiver receiver, int count) => Eventually.BecomesAsync(
        $"{count} notifications are received", () => Task.FromResult(receiver.Taken.Distinct().Count()), n => n >= count, TimeSpan.FromSeconds(40));
}
