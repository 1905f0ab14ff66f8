using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Actors.Client;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.ClientCalls;

/// <summary>The typed client against a real server: every call, what it answers, and that no operation of the API is without one.</summary>
public sealed class EveryCallTests
{
    /// <summary>What a page asks for itself, or another tool: not part of a typed client.</summary>
    private static readonly string[] NotOfAClient = ["GET /openapi/v1.json", "GET /metrics", "GET /health/live"];

    [Fact]
    public async Task Client_ReachesEveryOperationOfTheApi_AndReadsItsAnswer()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, environment: null, "--webhook-networks", "127.0.0.0/8", "--clock", "2024-01-02T12:00:00Z");
        using var receiver = WebhookReceiver.Start();
        using var calls = new RecordedCalls();
        using var http = new HttpClient(calls) { BaseAddress = host.Http.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ActorsClient(http, new ActorsClientOptions());

        Assert.True(await client.IsReadyAsync());
        var (incident, other) = await ReportsAsync(client);
        await SuggestionsAsync(client, incident, other);
        await IncidentsAsync(client, incident);
        await SubjectsAsync(client);
        await CatalogueAsync(client);
        await PoliciesAsync(client);
        await NotificationsAsync(client);
        await WebhooksAsync(client, receiver);
        await OperationsAsync(client);

        var document = await host.Http.AskAsync("openapi/v1.json");
        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Method: operation.Name.ToUpperInvariant(), Path: path.Name)))
            .ToList();
        Assert.True(operations.Count > 50, $"{operations.Count} operations");
        var missed = operations.Where(o => !NotOfAClient.Contains($"{o.Method} {o.Path}") && !calls.Reached(o.Method, o.Path)).Select(o => $"{o.Method} {o.Path}").ToList();
        Assert.True(missed.Count == 0, string.Join(", ", missed));
        await host.Http.VerifyAsync("after every call");
    }

    private static async Task<(string Incident, string Other)> ReportsAsync(ActorsClient client)
    {
        var first = await client.SendAsync(Attack("first", injured: 2) with { Incident = "asad" });
        var both = await client.SendAllAsync([Attack("doubtful", injured: 9), Attack("elsewhere", injured: 1) with { Place = new Place { Base = "far-camp" } }]);
        Assert.All(both.Items, r => Assert.Equal("recorded", r.Status));
        var counts = await client.ImportAsync(new[] { Attack("imported", injured: 1) with { Place = new Place { Base = "third-camp" } } }.ToAsyncEnumerable());
        Assert.Equal(1, counts.Recorded);
        var lines = 0;
        await foreach (var line in client.ExportLinesAsync())
        {
            lines += line.Length > 0 ? 1 : 0;
        }

        Assert.True(lines >= 6, $"{lines} lines");
        return (first.Incident!, both.Items[0].Incident!);
    }

    private static async Task SuggestionsAsync(ActorsClient client, string incident, string other)
    {
        var suggestion = Assert.Single(await client.ListSuggestionsAsync(incident));
        Assert.Equal(other, suggestion.Incident);
        Assert.InRange(suggestion.Chance, 0.05, 0.95);
        Assert.Equal(incident, (await client.RejectSuggestionAsync(incident, other, "a second wave")).Incident);
        Assert.Empty(await client.ListSuggestionsAsync(incident));
        Assert.Equal("a second wave", Assert.Single(await client.ListRejectedSuggestionsAsync(other)).Reason);

        // An analyst may change his mind; done again it is answered the same.
        var accepted = await client.AcceptSuggestionAsync(incident, other, "the same wave after all");
        Assert.Equal(accepted.Positions, (await client.MergeAsync(incident, other, "the same wave after all")).Positions);
        Assert.Equal(incident, (await client.GetIncidentAsync(other)).Id);
        var apart = await client.SplitAsync(incident, ["doubtful"], "no");
        Assert.Equal((other, apart.Positions[apart.Positions.Keys.Single()]), (apart.Incident, (await client.SplitAsync(incident, ["doubtful"], "no")).Positions.Values.Single()));
    }

    private static async Task IncidentsAsync(ActorsClient client, string incident)
    {
        var page = await client.ListIncidentsAsync(new IncidentQuery { Limit = 2 });
        Assert.Equal(2, page.Items.Count);
        var all = 0;
        await foreach (var item in client.AllIncidentsAsync(new IncidentQuery { Limit = 2 }))
        {
            all++;
        }

        Assert.Equal(4, all);
        Assert.NotEmpty((await client.GetIncidentAsync(incident)).Fields);
        Assert.Contains("\"bundle\"", await TextAsync(await client.GetStixAsync(new IncidentQuery { Subject = "region:iq" })), StringComparison.Ordinal);
    }

    private static async Task SubjectsAsync(ActorsClient client)
    {
        var at = (await client.GetTallyAsync("base:ain-al-asad")).AsOf;
        await client.SendAsync(new TotalReport { Id = "total", Source = "centcom", PublishedAt = At, Scope = ["region:iq"], Target = "us-forces", Measure = "attacks", Value = Figure.AtLeast(40), AsOf = new DateOnly(2024, 1, 1) });
        await client.SendAsync(Attack("later", injured: 1) with { Incident = "asad-2" });
        foreach (var subject in new[] { "base:ain-al-asad", "region:iq", "group:us-forces" })
        {
            Assert.Equal(subject, (await client.GetTallyAsync(subject, new TallyQuery { By = "day" })).Subject);
            Assert.Equal(subject, (await client.GetSubjectAsync(subject)).Subject);
            Assert.NotEmpty((await client.GetThreatAsync(subject)).Level);
            Assert.NotNull((await client.ListLevelChangesAsync(subject)).Items);
            Assert.NotNull(await client.GetTotalsAsync(subject));
            var difference = await client.GetDifferenceAsync(subject, at);
            Assert.Contains(difference.Incidents, i => i.Reports.Contains("later") && i.Before is null && i.After is not null);
            Assert.Equal(difference.Before.Incidents + 1, difference.After.Incidents);
        }

        Assert.NotEmpty((await client.GetTotalsAsync("group:us-forces")).Items);
        Assert.Empty((await client.GetTotalsAsync("group:us-forces", asOf: at)).Items);
        Assert.Contains((await client.ListSubjectsAsync("bases")).Items, i => i.Subject == "base:far-camp");
        Assert.NotEmpty((await client.ListSubjectsAsync("regions", words: "Iraq")).Items);
        Assert.NotEmpty((await client.ListSubjectsAsync("groups", limit: 1)).Items);
    }

    private static async Task CatalogueAsync(ActorsClient client)
    {
        var region = new CatalogueRegion("iq-an-west", ["Western Anbar", "غرب الأنبار"], "district", "iq-an", "Asia/Baghdad", 33.8, 42.0);
        Assert.True(await client.PutCatalogueRegionAsync(region) > 0);
        Assert.Equal(region.Names, (await client.GetCatalogueRegionAsync("iq-an-west")).Names);
        await client.PutCatalogueBaseAsync(new CatalogueBase("new-post", ["New Post", "الموقع الجديد"], "iq-an-west", 33.9, 42.1, Zone: null));
        Assert.Equal("iq-an-west", (await client.GetCatalogueBaseAsync("new-post")).Region);
        await client.PutCatalogueGroupAsync(new CatalogueGroup("plain-militia", ["Militia of the Plain"])
        {
            Umbrellas = [new CatalogueLink("iran-backed-militias", new DateOnly(2023, 10, 17), null)],
            Sponsors = [new CatalogueLink("kataib-hizballah", null, new DateOnly(2024, 2, 1))],
        });
        var group = await client.GetCatalogueGroupAsync("plain-militia");
        Assert.Equal((new DateOnly(2023, 10, 17), new DateOnly(2024, 2, 1)), (group.Umbrellas[0].From, group.Sponsors[0].To));
        await client.PutCatalogueSourceAsync(new CatalogueSource("plain-news", ["Plain News"], "C", "newsroom"));
        Assert.Equal("C", (await client.GetCatalogueSourceAsync("plain-news")).Reliability);
        Assert.Contains(await client.ListProvisionalAsync("bases"), p => p is { Subject: "base:far-camp", JoinedTo: null });
        var joined = await client.JoinSubjectAsync("base:far-camp", "base:new-post", "the same place");
        Assert.True(await client.SplitSubjectAsync("base:far-camp", "not the same") > joined);
        var refused = await Assert.ThrowsAsync<ActorsApiException>(() => client.GetCatalogueBaseAsync("nowhere"));
        Assert.Equal(404, refused.Status);
    }

    private static async Task PoliciesAsync(ActorsClient client)
    {
        var inForce = (await client.ListPoliciesAsync()).First(p => p is { InForce: true, Subject: "base" });
        var policy = await client.GetPolicyAsync(inForce.Key);
        var lines = new List<BacktestLine>();
        await foreach (var line in client.BacktestAsync(new BacktestRequest { Subject = "base:ain-al-asad", Policy = policy, From = new DateOnly(2023, 12, 1), To = new DateOnly(2024, 1, 31), KnownAt = "day-end" }))
        {
            lines.Add(line);
        }

        Assert.NotNull(lines[^1].Result);
        var next = JsonElement.Parse(Regex.Replace(policy.GetRawText(), "\"version\":\\s*\\d+", $"\"version\":{inForce.Version + 1}"));
        Assert.Equal($"{inForce.Key}@{inForce.Version + 1}", (await client.PutPolicyAsync(inForce.Key, next)).Policy);
    }

    private static async Task NotificationsAsync(ActorsClient client)
    {
        var alert = await Eventually.BecomesAsync(
            "a level is raised",
            async () => (await client.ListNotificationsAsync(new NotificationQuery { After = 0, Limit = 1_000 })).Items.FirstOrDefault(n => n.Kind == "level-raised"),
            raised => raised is not null);
        await foreach (var next in client.StreamNotificationsAsync(new NotificationQuery { After = 0 }))
        {
            Assert.Equal(1, Assert.IsType<Notification>(next).Position);
            break;
        }

        Assert.Contains("<feed", await TextAsync(await client.GetAlertFeedAsync()), StringComparison.Ordinal);
        Assert.Contains("<alert", await TextAsync(await client.GetAlertAsync(alert!.Position)), StringComparison.Ordinal);
        Assert.Equal(404, (await Assert.ThrowsAsync<ActorsApiException>(() => client.GetAlertAsync(999_999))).Status);
    }

    private static async Task WebhooksAsync(ActorsClient client, WebhookReceiver receiver)
    {
        var made = await client.CreateWebhookAsync(new WebhookRequest { Url = receiver.Url, Kind = "level-raised" });
        Assert.NotNull(made.Secret);
        Assert.Null((await client.GetWebhookAsync(made.Id)).Secret);
        Assert.Equal(("paused", "lunch"), await StateAsync(client.PauseWebhookAsync(made.Id, "lunch")));
        Assert.Equal(("active", null), await StateAsync(client.ResumeWebhookAsync(made.Id)));
        Assert.Empty((await client.ListDeliveriesAsync(made.Id, limit: 10)).Items);
        Assert.Empty(await client.ListDeadLettersAsync(made.Id));
        Assert.Equal(0, await client.RedeliverAsync(made.Id));
        Assert.Equal(made.Id, Assert.Single(await client.ListWebhooksAsync()).Id);
        await client.DeleteWebhookAsync(made.Id);
        Assert.Empty(await client.ListWebhooksAsync());
    }

    private static async Task OperationsAsync(ActorsClient client)
    {
        var verdict = false;
        await foreach (var line in client.VerifyAsync())
        {
            verdict |= line.Ok == true;
        }

        Assert.True(verdict);
        var seen = new List<AuditItem>();
        await foreach (var item in client.AllAuditAsync(new AuditQuery { Limit = 3 }))
        {
            seen.Add(item);
        }

        Assert.Contains(seen, i => i.Action.TrimEnd('/') == "POST /v1/webhooks" && i.Status == 201 && i.Details is not null);
        Assert.Equal(seen.Order(Comparer<AuditItem>.Create((a, b) => a.Position.CompareTo(b.Position))), seen);
        Assert.Single((await client.ListAuditAsync(new AuditQuery { After = seen[0].Position, Limit = 1 })).Items);
    }

    private static readonly DateTimeOffset At = new(2024, 1, 2, 0, 0, 0, TimeSpan.Zero);

    private static IncidentReport Attack(string id, long injured) => new()
    {
        Id = id,
        Source = $"s-{id}",
        PublishedAt = At,
        Occurred = new Occurrence { From = new DateOnly(2024, 1, 1) },
        Place = new Place { Base = "ain-al-asad" },
        Type = "air-drone-strike",
        Targets = [new Target("us-forces")],
        Casualties = [new Casualties { Injured = Figure.Exactly(injured) }],
    };

    private static async Task<(string State, string? Reason)> StateAsync(Task<Webhook> webhook) => ((await webhook).State, (await webhook).Reason);

    private static async Task<string> TextAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Remembers which calls were answered with success.</summary>
    private sealed class RecordedCalls : DelegatingHandler
    {
        private readonly ConcurrentQueue<(string Method, string Path)> calls = new();

        public RecordedCalls()
            : base(new SocketsHttpHandler())
        {
        }

        /// <param name="template">With parameters in braces, such as <c>/v1/incidents/{id}</c>.</param>
        public bool Reached(string method, string template)
        {
            // A placeholder does not stand for a word that another operation has in its place.
            var pattern = new Regex("^" + Regex.Replace(Regex.Escape(template), @"\\\{[^}]*}", "[^/]+") + "$");
            return calls.Any(c => c.Method == method && pattern.IsMatch(c.Path));
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                calls.Enqueue((request.Method.Method, request.RequestUri!.AbsolutePath));
            }

            return response;
        }
    }
}
