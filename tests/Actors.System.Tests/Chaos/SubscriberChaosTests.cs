using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Actors.Abstractions.Notifications;
using Actors.Abstractions.Notifications.Streams;
using Actors.Client;
using Actors.System.Tests.Cluster;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Actors.System.Tests.Chaos;

/// <summary>Subscribers of a cluster on PostgreSQL while a silo and a gateway are killed under them.</summary>
[Collection(FaultCollection.Name)]
public sealed class SubscriberChaosTests
{
    private const int Rounds = 6;
    private const int PerRound = 10;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [PostgresFact]
    public async Task Subscribers_HaveEveryNotification_WhenASiloAndAGatewayAreKilled()
    {
        await using var cluster = await ClusterProcesses.StartAsync(silos: 3);
        var http = cluster.Balancer.Http;
        using var receiver = WebhookReceiver.Start();
        using var created = await http.PostAsync("v1/webhooks", HostApi.JsonBody($$"""{"url":"{{receiver.Url}}","after":0}"""));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        using var listening = new CancellationTokenSource();
        var streams = Enumerable.Range(0, 4).Select(_ => new ConcurrentQueue<long>()).ToArray();
        var reading = streams.Select(seen => StreamAsync(http.BaseAddress!, seen, listening.Token)).ToArray();

        // A client of the cluster, without HTTP between, on the Orleans stream; its subscription is kept in the database.
        using var client = await StartClientAsync(cluster);
        var orleans = client.Services.GetRequiredService<IClusterClient>();
        var subscribed = new ConcurrentQueue<long>();
        await using var subscription = await NotificationSubscription.StartAsync(orleans, 0, NotificationFilter.All, Keep(subscribed));
        for (var round = 0; round < Rounds; round++)
        {
            var reports = string.Join(',', Enumerable.Range(round * PerRound, PerRound).SelectMany(n => new[] { Attack(n, "iraqi-security-sources"), Attack(n, "centcom") }));
            await Eventually.HoldsAsync($"the reports of round {round} are taken", () => TrySendAsync(http, $"[{reports}]"), Limit);
            if (round == 1)
            {
                await cluster.Gateways[0].KillAsync();
            }
            else if (round == 3)
            {
                await cluster.Silos[1].KillAsync();
            }
        }

        // Each place was attacked, and two independent sources say so: it ends at Charlie, whatever was killed in between.
        var all = await Eventually.BecomesAsync(
            "every place has spoken",
            () => AllAsync(http),
            said => Enumerable.Range(0, Rounds * PerRound).All(n => said.LastOrDefault(s => s.Subject == $"base:chaos-outpost-{n}" && s.To is not null).To == "Charlie"),
            Limit);
        var positions = all.Select(n => n.Position).ToList();
        Assert.Equal(Enumerable.Range(1, positions.Count).Select(i => (long)i), positions);
        foreach (var seen in streams)
        {
            await Eventually.HoldsAsync($"a stream has {positions.Count} notifications", () => seen.Count >= positions.Count, Limit);
            Assert.Equal(positions, seen.Take(positions.Count));
        }

        await Eventually.HoldsAsync($"the webhook has {positions.Count} notifications", () => receiver.Taken.Distinct().Count() >= positions.Count, Limit);
        Assert.Equal(positions, receiver.Taken.Distinct().Take(positions.Count));

        await Eventually.HoldsAsync($"the client of the cluster has {positions.Count} notifications", () => subscribed.Count >= positions.Count, Limit);
        Assert.Equal(positions, subscribed.Take(positions.Count));

        // Who was away the whole time begins at 0.
        var lateSubscribed = new ConcurrentQueue<long>();
        await using var lateSubscription = await NotificationSubscription.StartAsync(orleans, 0, NotificationFilter.All, Keep(lateSubscribed));
        await Eventually.HoldsAsync("a client that comes late has everything", () => lateSubscribed.Count >= positions.Count, Limit);
        Assert.Equal(positions, lateSubscribed.Take(positions.Count));
        var late = new ConcurrentQueue<long>();
        var catching = StreamAsync(http.BaseAddress!, late, listening.Token);
        await Eventually.HoldsAsync("who comes late has everything", () => late.Count >= positions.Count, Limit);
        Assert.Equal(positions, late.Take(positions.Count));
        await listening.CancelAsync();
        await Task.WhenAll([.. reading, catching]);
        await http.VerifyAsync("after a silo and a gateway were killed");
    }

    private static async Task<IHost> StartClientAsync(ClusterProcesses cluster)
    {
        var builder = new HostApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.UseOrleansClient(orleans =>
        {
            orleans.UseStaticClustering([.. cluster.ClusterPorts]);
            orleans.AddNotificationStreams();
            orleans.Configure<ClusterOptions>(names => (names.ClusterId, names.ServiceId) = ("actors", "actors"));
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static Func<NotificationItem, Task> Keep(ConcurrentQueue<long> positions) => item =>
    {
        positions.Enqueue(item.Position);
        return Task.CompletedTask;
    };

    private static string Attack(int n, string source)
    {
        var now = DateTimeOffset.UtcNow;
        return JsonSerializer.Serialize(new
        {
            kind = "incident",
            id = $"chaos:{source}:{n}",
            source,
            publishedAt = now.AddMinutes(-1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            incident = $"chaos-{n}",
            occurred = new { from = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), precision = "day" },
            place = new { @base = $"chaos-outpost-{n}" },
            type = "air-drone-strike",
            targets = new[] { new { group = "us-forces" } },
            outcome = "hit",
        });
    }

    private static async Task StreamAsync(Uri server, ConcurrentQueue<long> seen, CancellationToken cancellationToken)
    {
        using var client = new ActorsClient(server);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var one in client.StreamNotificationsAsync(new NotificationQuery { After = seen.IsEmpty ? 0 : seen.Last() }, cancellationToken))
                {
                    Assert.IsNotType<NotificationGap>(one);
                    if (one is Notification notification)
                    {
                        seen.Enqueue(notification.Position);
                    }
                }
            }
            catch (Exception gone) when (gone is OperationCanceledException or ActorsApiException or HttpRequestException)
            {
                // The test is over, or the outage was longer than the client's patience: it goes on from the last position.
            }
        }
    }

    /// <summary>False while the cluster asks to come again; sending the same again is safe.</summary>
    private static async Task<bool> TrySendAsync(HttpClient http, string body)
    {
        try
        {
            using var response = await http.PostAsync("v1/reports", HostApi.JsonBody(body));
            return response.IsSuccessStatusCode;
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static async Task<List<(long Position, string Subject, string? To)>> AllAsync(HttpClient http)
    {
        var all = new List<(long Position, string Subject, string? To)>();
        try
        {
            while (true)
            {
                var page = await http.GetFromJsonAsync<JsonElement>($"v1/notifications?limit=1000&after={(all.Count == 0 ? 0 : all[^1].Position)}");
                all.AddRange(page.GetProperty("items").EnumerateArray().Select(i => (i.GetProperty("position").GetInt64(), i.GetProperty("subject").GetString()!, i.GetProperty("to").GetString())));
                if (page.GetProperty("cursor").ValueKind == JsonValueKind.Null)
                {
                    return all;
                }
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException)
        {
            return [];
        }
    }
}
