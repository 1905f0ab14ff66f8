using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using Actors.Client;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Notifications;

/// <summary>Who follows a base also hears of the regions around it, by whatever way notifications reach him; who asks for the base exactly does not.</summary>
public sealed class FollowerTests
{
    [Fact]
    public async Task Follower_HearsOfWhatContainsTheSubject()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(
            folder.Path, new Dictionary<string, string> { ["ACTORS_WEBHOOK_NETWORKS"] = "127.0.0.0/8" }, "--clock", "2023-11-09T22:00:00+03:00");
        await host.Http.RecordAsync(Enumerable.Range(0, 12).Select(Attack));

        // An answer at these positions comes when the subject has said what it has to say.
        foreach (var subject in new[] { "bases/al-harir", "regions/iq-ar", "regions/iq", "regions/middle-east", "regions/world" })
        {
            await host.Http.AskAsync($"v1/{subject}/tally?minPositions=0:12");
        }

        var exact = await Eventually.BecomesAsync("the base has spoken", () => ListAsync(host.Http, ""), said => said.Count >= 2);
        var wide = await Eventually.BecomesAsync("regions have spoken", () => ListAsync(host.Http, "&ancestors=true"), said => said.Any(s => s.Subject == "region:iq"));
        Assert.All(exact, s => Assert.Equal("base:al-harir", s.Subject));
        Assert.Empty(exact.Except(wide));
        Assert.Equal(exact, await ListAsync(host.Http, "&ancestors=false"));

        // The feed, with and without.
        Assert.Equal(wide.Select(s => s.Position).Reverse(), await FeedAsync(host.Http, "?subject=base:al-harir"));
        Assert.Equal(exact.Select(s => s.Position).Reverse(), await FeedAsync(host.Http, "?subject=base:al-harir&ancestors=false"));

        // The client and the command that watches.
        Assert.Equal(wide, await FollowAsync(host.Http.BaseAddress!, new NotificationQuery { After = 0, Subject = "base:al-harir" }, wide.Count));
        Assert.Equal(exact, await FollowAsync(host.Http.BaseAddress!, new NotificationQuery { After = 0, Subject = "base:al-harir", Ancestors = false }, exact.Count));

        // Webhooks.
        using var receiver = WebhookReceiver.Start();
        using var exactly = WebhookReceiver.Start();
        await CreateAsync(host.Http, $$"""{"url":"{{receiver.Url}}","after":0,"subject":"base:al-harir"}""");
        await CreateAsync(host.Http, $$"""{"url":"{{exactly.Url}}","after":0,"subject":"base:al-harir","ancestors":false}""");
        await Eventually.HoldsAsync("the webhook has all", () => receiver.Taken.Distinct().Count() >= wide.Count, TimeSpan.FromSeconds(60));
        await Eventually.HoldsAsync("the exact webhook has its own", () => exactly.Taken.Distinct().Count() >= exact.Count, TimeSpan.FromSeconds(60));
        Assert.Equal(wide.Select(s => s.Position), receiver.Taken.Distinct());
        Assert.Equal(exact.Select(s => s.Position), exactly.Taken.Distinct());
    }

    private static string Attack(int n) =>
        $$$"""{"kind":"incident","id":"follow:{{{n}}}","source":"iraqi-security-sources","publishedAt":"2023-11-09T18:00:00Z","incident":"follow-{{{n}}}","occurred":{"from":"2023-11-09","precision":"day"},"place":{"base":"al-harir"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"outcome":"hit"}""";

    private static async Task<List<(long Position, string Subject)>> ListAsync(HttpClient http, string more)
    {
        var page = await http.AskAsync("v1/notifications?limit=1000&subject=base:al-harir" + more);
        return [.. page.GetProperty("items").EnumerateArray().Select(i => (i.GetProperty("position").GetInt64(), i.GetProperty("subject").GetString()!))];
    }

    private static async Task<List<long>> FeedAsync(HttpClient http, string query)
    {
        XNamespace atom = "http://www.w3.org/2005/Atom";
        var feed = XDocument.Parse(await http.GetStringAsync("v1/feeds/alerts.atom" + query));
        return [.. feed.Root!.Elements(atom + "entry").Select(e => long.Parse(e.Element(atom + "id")!.Value.Split('/', ':')[^1], CultureInfo.InvariantCulture))];
    }

    private static async Task<List<(long Position, string Subject)>> FollowAsync(Uri server, NotificationQuery query, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var client = new ActorsClient(server);
        var seen = new List<(long, string)>();
        await foreach (var next in client.StreamNotificationsAsync(query, patience.Token))
        {
            var notification = Assert.IsType<Notification>(next);
            seen.Add((notification.Position, notification.Subject));
            if (seen.Count == count)
            {
                break;
            }
        }

        return seen;
    }

    private static async Task CreateAsync(HttpClient http, string body)
    {
        using var answer = await http.PostAsync("v1/webhooks", HostApi.JsonBody(body));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        using var made = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(!body.Contains("false", StringComparison.Ordinal), made.RootElement.GetProperty("ancestors").GetBoolean());
    }
}
