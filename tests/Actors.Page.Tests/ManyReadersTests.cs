using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Actors.Page.Tests.Browser;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Xunit.Abstractions;

namespace Actors.Page.Tests;

/// <summary>One gateway serves many open pages, and large histories do not slow the first view.</summary>
public sealed class ManyReadersTests(ITestOutputHelper output)
{
    private const int Pages = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task TwoHundredOpenPages_AllShowAReport_AndShareWhatIsMadeForThem()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, environment: null, "--sample");
        await host.SaysAsync("Look next");
        using var patience = new CancellationTokenSource(Patience);
        var readers = await Task.WhenAll(Enumerable.Range(0, Pages).Select(_ => OpenPage.OpenAsync(host.Http.BaseAddress!, patience.Token)));
        try
        {
            var sent = Stopwatch.GetTimestamp();
            using var answer = await host.Http.PostAsJsonAsync("v1/reports", new
            {
                kind = "incident",
                id = "many:1",
                source = "iraqi-security-sources",
                publishedAt = "2023-11-09T18:58:00Z",
                incident = "many-1",
                occurred = new { from = "2023-11-09" },
                place = new { @base = "conoco" },
                type = "air-drone-strike",
                outcome = "hit",
            });
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            var seen = await Task.WhenAll(readers.Select(r => r.SeesAsync("data-subject=\"base:conoco\"", sent, patience.Token)));
            Array.Sort(seen);
            output.WriteLine($"{Pages} open pages: a report was on half of them after {seen[Pages / 2].TotalMilliseconds:0} ms, on the last after {seen[^1].TotalMilliseconds:0} ms.");
        }
        finally
        {
            foreach (var reader in readers)
            {
                reader.Dispose();
            }
        }
    }

    [SharedDataBrowserFact("data/ucdp/global-14-columns.csv.gz")]
    public async Task FirstView_IsQuick_WithAllEventsOfUcdp()
    {
        await using var desk = DutyDesk.Empty;
        await desk.InitializeAsync();
        using var http = new HttpClient { BaseAddress = desk.Http.BaseAddress, Timeout = TimeSpan.FromMinutes(5) };
        using var file = new StreamContent(File.OpenRead(SharedData.PathOf("data/ucdp/global-14-columns.csv.gz")));
        using var send = new HttpRequestMessage(HttpMethod.Post, "page/import?name=global-14-columns.csv.gz&dryRun=false") { Content = file };
        send.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await http.SendAsync(send);
        var last = (await answer.Content.ReadAsStringAsync()).TrimEnd().Split('\n')[^1];
        var summary = JsonDocument.Parse(last).RootElement.GetProperty("summary");
        Assert.True(summary.GetProperty("complete").GetBoolean(), last);
        var recorded = summary.GetProperty("recorded").GetInt64();
        Assert.Equal(176_579, recorded);
        await Eventually.BecomesAsync("the world counts every event", () => http.GetStringAsync("v1/regions/world/tally"), tally => tally.Contains("\"incidents\":176579", StringComparison.Ordinal), Patience);

        var times = new List<TimeSpan>();
        foreach (var path in new[] { "/", "/", "/?map=world", "/subjects/region:world", "/subjects/region:sy?by=month" })
        {
            var started = Stopwatch.GetTimestamp();
            var page = await http.GetStringAsync(path);
            times.Add(Stopwatch.GetElapsedTime(started));
            output.WriteLine($"{path}: {times[^1].TotalMilliseconds:0} ms, {page.Length / 1024} KiB");
        }

        // The first of all: nobody asked for a page before.
        Assert.True(times[0] < TimeSpan.FromSeconds(DutyDesk.MustBeFast ? 1 : 20), $"The overview took {times[0].TotalMilliseconds:0} ms.");

        // As of a process just started, asked by HTTP and painted by a browser.
        foreach (var path in new[] { "/", "/subjects/region:world" })
        {
            await desk.StopAndStartHostAsync();
            var started = Stopwatch.GetTimestamp();
            await desk.Http.GetStringAsync(path);
            var answered = Stopwatch.GetElapsedTime(started);
            await desk.StopAndStartHostAsync();
            var painted = await desk.FirstPaintAsync(path);
            output.WriteLine($"{path} as the first question after a restart: answered after {answered.TotalMilliseconds:0} ms, or painted after {painted.TotalMilliseconds:0} ms");
            foreach (var took in new[] { answered, painted })
            {
                Assert.True(took < TimeSpan.FromSeconds(DutyDesk.MustBeFast ? 1 : 20), $"{path} took {took.TotalMilliseconds:0} ms after a restart.");
            }
        }
    }

    /// <summary>What an open page does, without a browser.</summary>
    private sealed class OpenPage(HttpClient http, HttpResponseMessage live, StreamReader events) : IDisposable
    {
        public static async Task<OpenPage> OpenAsync(Uri address, CancellationToken cancellation)
        {
            var http = new HttpClient { BaseAddress = address };
            using (var first = await http.GetAsync("/", cancellation))
            {
                first.EnsureSuccessStatusCode();
            }

            var live = await http.GetAsync("page/live", HttpCompletionOption.ResponseHeadersRead, cancellation);
            var page = new OpenPage(http, live, new StreamReader(await live.Content.ReadAsStreamAsync(cancellation)));
            await page.NextAsync(cancellation);
            return page;
        }

        /// <summary>How long it took until the page said it.</summary>
        public async Task<TimeSpan> SeesAsync(string words, long since, CancellationToken cancellation)
        {
            while (true)
            {
                var seen = await NextAsync(cancellation);
                using var request = new HttpRequestMessage(HttpMethod.Get, "/");
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
                request.Headers.Add("Actors-Seen", seen);
                using var answer = await http.SendAsync(request, cancellation);
                answer.EnsureSuccessStatusCode();
                if ((await answer.Content.ReadAsStringAsync(cancellation)).Contains(words, StringComparison.Ordinal))
                {
                    return Stopwatch.GetElapsedTime(since);
                }
            }
        }

        public void Dispose()
        {
            events.Dispose();
            live.Dispose();
            http.Dispose();
        }

        private async Task<string> NextAsync(CancellationToken cancellation)
        {
            while (await events.ReadLineAsync(cancellation) is { } line)
            {
                if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    return line[6..];
                }
            }

            throw new InvalidOperationException("The live stream ended.");
        }
    }
}
