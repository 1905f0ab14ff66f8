using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Actors.System.Tests.Chaos;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Xunit.Abstractions;

namespace Actors.System.Tests.Agreement;

/// <summary>Invariant 7 as a client sees it: while reports pour in, are corrected, withdrawn and merged, the list a tally links to holds what the tally counts.</summary>
[Collection(FaultCollection.Name)]
public sealed class TallyListAgreementTests(ITestOutputHelper output)
{
    private const int Askers = 2;

    // 4 senders with 25 reports every 200 ms: 500 a second.
    private const int Senders = 4;
    private const int ArraySize = 25;
    private static readonly TimeSpan ArrayPeriod = TimeSpan.FromMilliseconds(200);
    private const int WarmUp = 20;
    private static readonly TimeSpan MergePeriod = TimeSpan.FromSeconds(1);

    // A base where nobody is said to be present contests all that was reported there: rare, as it is in the world.
    private const int Presence = 20;
    private const int Days = 240;
    private static readonly string[] Bases = [.. ChangingReports.Bases, .. Enumerable.Range(1, 40).Select(n => string.Create(CultureInfo.InvariantCulture, $"agreement-{n}"))];
    private static readonly string[] Groups = [.. ChangingReports.Perpetrators, .. ChangingReports.Targets];

    [Fact]
    public async Task Tally_IsWhatItsListHolds_WhileReportsPourIn_Embedded()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, environment: null, "--partitions", "3");
        await RunAsync(host.Http, host.Http, tallies: 1_000);
    }

    [PostgresFact]
    public async Task Tally_IsWhatItsListHolds_WhileReportsPourIn_OnTwoSilos()
    {
        using var folder = new TemporaryFolder();
        await using var database = await PostgresServer.CreateSharedDatabaseAsync();
        var environment = new Dictionary<string, string> { ["ACTORS_POSTGRES"] = database.ConnectionString };
        await using var one = await HostProcess.StartAsync(folder.Path, environment);
        await using var other = await HostProcess.StartAsync(folder.Path, environment);

        // What is reported through one is asked of the other.
        await RunAsync(one.Http, other.Http, tallies: 400);
    }

    private async Task RunAsync(HttpClient reports, HttpClient questions, int tallies)
    {
        var seed = ChaosSettings.Seed;
        output.WriteLine($"seed {seed}");
        await reports.RecordAsync(Bases.Select(EveryNameIsKnown));
        foreach (var named in Bases)
        {
            await Eventually.HoldsAsync($"{named} is known where questions are asked", async () => (await questions.GetAsync($"v1/bases/{named}")).IsSuccessStatusCode);
        }

        var told = new ConcurrentBag<string>();
        var sent = 0;
        var lanes = Enumerable.Range(0, Senders)
            .Select(sender => new ChangingReports(new Random(seed + sender), $"sender-{sender}", bases: Bases, days: Days, presence: Presence)).ToList();

        // A process that has just started compiles what it runs.
        await Task.WhenAll(lanes.Select(async lane =>
        {
            for (var array = 0; array < WarmUp; array++)
            {
                await SendOneAsync(lane);
            }
        }));
        sent = 0;
        using var stop = new CancellationTokenSource();
        var began = Stopwatch.GetTimestamp();
        var load = Task.WhenAll([.. lanes.Select(SendAsync), MergeAsync()]);

        var found = 0;
        var asked = 0;
        await Task.WhenAll(Enumerable.Range(0, Askers).Select(asker => Task.Run(async () =>
        {
            var ask = new Asker(questions, new Random(seed + 1_000 + asker));
            while (!load.IsFaulted && Interlocked.Increment(ref asked) <= tallies)
            {
                if (await ask.CompareAsync($"seed {seed}"))
                {
                    Interlocked.Increment(ref found);
                }
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await stop.CancelAsync();
        await load;
        output.WriteLine($"{tallies} tallies, {found} of them not empty, in {seconds:0.0} s; meanwhile {sent} reports, {sent / seconds:0} a second, and {told.Count} incidents named in receipts");
        Assert.True(found > tallies / 2, $"only {found} tallies counted anything");
        await reports.VerifyAsync($"at the end, seed {seed}");

        async Task SendAsync(ChangingReports lane)
        {
            using var pace = new PeriodicTimer(ArrayPeriod);
            while (!stop.IsCancellationRequested)
            {
                await SendOneAsync(lane);
                await pace.WaitForNextTickAsync(CancellationToken.None);
            }
        }

        async Task SendOneAsync(ChangingReports lane)
        {
            foreach (var receipt in await reports.RecordAsync(Enumerable.Range(0, ArraySize).Select(_ => lane.Next()).ToList()))
            {
                if (receipt.GetProperty("incident").GetString() is { } incident)
                {
                    told.Add(incident);
                }
            }

            Interlocked.Add(ref sent, ArraySize);
        }

        async Task MergeAsync()
        {
            var random = new Random(seed - 1);
            using var pace = new PeriodicTimer(MergePeriod);
            while (!stop.IsCancellationRequested)
            {
                await pace.WaitForNextTickAsync(CancellationToken.None);
                var known = told.ToArray();
                if (known.Length < 2)
                {
                    continue;
                }

                using var body = HostApi.JsonBody($$"""{"with":"{{known[random.Next(known.Length)]}}","reason":"the same"}""");
                using var answer = await reports.PostAsync($"v1/incidents/{known[random.Next(known.Length)]}/merge", body);

                // What was merged already, or is one and the same, is refused.
                Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict or HttpStatusCode.BadRequest, await answer.Content.ReadAsStringAsync());
            }
        }
    }

    /// <summary>A name that no report has used answers 404.</summary>
    private static string EveryNameIsKnown(string named) => JsonSerializer.Serialize(new
    {
        kind = "incident",
        id = $"first:{named}",
        source = "us-officials",
        publishedAt = "2023-11-08T00:00:00Z",
        occurred = new { from = "2023-10-01" },
        place = new { @base = named },
        type = "armed-clash",
        perpetrators = ChangingReports.Perpetrators.Select(g => new { group = g, role = "suspected" }),
        targets = ChangingReports.Targets.Select(g => new { group = g }),
    });

    private sealed class Asker(HttpClient http, Random random)
    {
        /// <summary>Asks for one tally and what it links to; false when nothing is counted.</summary>
        public async Task<bool> CompareAsync(string when)
        {
            var question = Question();
            var tally = await http.AskAsync(question);
            var link = tally.GetProperty("incidentsLink").GetString()!;
            var best = await ListAsync(link);
            Assert.True(tally.GetProperty("incidents").GetInt64() == best.Count, $"{when}: {question} counts {tally}, {link} lists {best.Count}");
            Assert.Equal(best.Count, best.Select(i => i.GetProperty("id").GetString()).Distinct().Count());
            Same("contested", tally.GetProperty("contested").GetInt64(), best.Count(i => i.GetProperty("contested").GetBoolean()));
            Same("intercepted", tally.GetProperty("intercepted").GetInt64(), best.Count(i => i.GetProperty("outcome").GetString() == "intercepted"));
            foreach (var figure in new[] { "killed", "injured" })
            {
                var sum = tally.GetProperty(figure);
                var figures = best.Select(i => FigureOf(i, figure)).ToList();
                Same($"{figure} best", sum.GetProperty("best").GetInt64(), figures.Sum(f => f?.GetProperty("best").GetInt64() ?? 0));
                Same($"{figure} unknown", sum.GetProperty("unknown").GetInt64(), figures.Count(f => f is null));
            }

            if (random.Next(5) == 0)
            {
                var range = tally.GetProperty("incidentsRange");
                Same("incidents at least", range.GetProperty("low").GetInt64(), (await ListAsync(link + "&membership=low")).Count);
                Same("incidents at most", range.GetProperty("high").GetInt64(), (await ListAsync(link + "&membership=high")).Count);
            }

            return best.Count > 0;

            void Same(string what, long counted, long listed) => Assert.True(counted == listed, $"{when}: {question} counts {counted} {what}, {link} lists {listed}");
        }

        /// <summary>Reports here state figures of all parties only.</summary>
        private static JsonElement? FigureOf(JsonElement incident, string figure) =>
            incident.GetProperty("casualties").EnumerateArray().Select(c => c.GetProperty(figure)).Where(f => f.ValueKind == JsonValueKind.Object).Select(f => (JsonElement?)f).SingleOrDefault();

        private string Question()
        {
            var from = ChangingReports.FirstDay.AddDays(random.Next(Days));
            string Window(int days) => string.Create(CultureInfo.InvariantCulture, $"from={from:yyyy-MM-dd}&to={from.AddDays(random.Next(days)):yyyy-MM-dd}");
            var question = random.Next(3) switch
            {
                0 => $"v1/bases/{Any(Bases)}/tally?{(random.Next(2) == 0 ? Window(90) : "")}",
                1 => $"v1/regions/{Any([.. ChangingReports.Regions, "iq", "world"])}/tally?{Window(10)}",
                _ => $"v1/groups/{Any(Groups)}/tally?{Window(15)}{Any(["", "&role=perpetrator", "&role=target"])}",
            };
            return question
                + (random.Next(5) == 0 ? $"&type={Any(ChangingReports.Types)}" : "")
                + (random.Next(5) == 0 ? $"&outcome={Any(ChangingReports.Outcomes)}" : "")
                + (random.Next(5) == 0 ? $"&target={Any(ChangingReports.Targets)}" : "")
                + (random.Next(3) == 0 ? $"&by={Any(["day", "week", "month", "type", "outcome", "perpetrator", "target", "place"])}" : "")
                + "&figures=all";
        }

        private async Task<List<JsonElement>> ListAsync(string link)
        {
            var items = new List<JsonElement>();
            string? cursor = null;
            do
            {
                var page = await http.AskAsync($"{link}&limit=200{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
                items.AddRange(page.GetProperty("items").EnumerateArray());
                cursor = page.GetProperty("cursor").GetString();
            }
            while (cursor is not null);

            return items;
        }

        private string Any(string[] of) => of[random.Next(of.Length)];
    }
}
