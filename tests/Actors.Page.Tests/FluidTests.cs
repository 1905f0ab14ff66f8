using System.Globalization;
using System.Text.Json;
using Actors.Page.Tests.Browser;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Actors.Page.Tests;

/// <summary>Map and charts stay fluid when much is loaded: frames and long tasks are counted while a reader moves them.</summary>
public sealed class FluidTests(ITestOutputHelper output)
{
    private const int Incidents = 12_000;

    /// <summary>Of them in the last 30 days: as many as the map draws one by one.</summary>
    private const int Recent = 1_000;

    [BrowserFact]
    public async Task MapAndCharts_StayFluid_WithThousandsOfIncidents()
    {
        await using var desk = await LoadedAsync();
        var page = await desk.OpenAsync("/");
        await page.IsLiveAsync();
        Assert.Equal(Recent, await page.EvaluateAsync<int>("JSON.parse(document.querySelector('[data-part=points]').textContent).length"));
        var box = await page.Locator(".map svg").BoundingBoxAsync() ?? throw new InvalidOperationException("The map has no place.");
        var (x, y) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));

        await MeasureAsync(page, "the map is dragged to and fro", async () =>
        {
            await page.Mouse.MoveAsync(x, y);
            await page.Mouse.DownAsync();
            for (var i = 1; i <= 4; i++)
            {
                await page.Mouse.MoveAsync(x + (i % 2 == 0 ? 0 : box.Width / 3), y + (i % 2 == 0 ? 0 : box.Height / 4), new() { Steps = 20 });
            }

            await page.Mouse.UpAsync();
        });
        await MeasureAsync(page, "the map is enlarged and reduced", async () =>
        {
            foreach (var button in new[] { "in", "in", "in", "out", "out", "home" })
            {
                await page.Locator($"[data-zoom={button}]").ClickAsync();
            }
        });
        // What comes in from beyond the edge has its marks.
        await page.Locator("[data-zoom=in]").ClickAsync();
        await page.Locator("[data-zoom=in]").ClickAsync();
        var edge = await page.EvaluateAsync<double>("() => { const v = document.querySelector('.map svg').viewBox.baseVal; return v.x + v.width; }");
        const string Beyond = "edge => [...document.querySelectorAll('.map circle.mark')].filter(c => c.cx.baseVal.value > edge).length";
        Assert.Equal(0, await page.EvaluateAsync<int>(Beyond, edge));
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x - (box.Width / 3), y, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        Assert.NotEqual(0, await page.EvaluateAsync<int>(Beyond, edge));
        await page.Locator("[data-zoom=home]").ClickAsync();
        await MeasureAsync(page, "a report comes in", async () =>
        {
            await desk.Http.AttackAsync("fluid:new", "al-tanf", "2023-11-09");
            await Expect(page.Card("Incidents")).Not.ToHaveTextAsync(RecentOn(29).ToString(CultureInfo.InvariantCulture));
        });

        await page.GotoAsync("/subjects/region:iq?by=day");
        foreach (var (window, unit) in new[] { ("90 days", "week"), ("A year", "month"), ("All time", "month"), ("30 days", "day") })
        {
            await page.Locator(".tabs a", new() { HasText = window }).ClickAsync();
            await Expect(page.Locator(".tabs a[aria-current]")).ToHaveTextAsync(window);
            await Expect(page.Heading("Incidents by " + unit)).ToBeVisibleAsync();
            var shown = (await DutyDesk.PaintedAsync(page)).TotalMilliseconds;
            output.WriteLine($"The chart of {window}: painted {shown:0} ms after it was asked for.");
            Assert.True(shown < (DutyDesk.MustBeFast ? 1_000 : 20_000), $"The chart of {window} was painted after {shown:0} ms.");
        }

        await page.GotoAsync("/subjects/region:iq?by=day");
        var bars = page.Locator(".chart svg a");
        Assert.True(await bars.CountAsync() > 300, "The chart should hold hundreds of bars.");
        await MeasureAsync(page, "the pointer passes over the chart and the page is scrolled", async () =>
        {
            var chart = await page.Locator(".chart svg").BoundingBoxAsync() ?? throw new InvalidOperationException("The chart has no place.");
            await page.Mouse.MoveAsync(chart.X, chart.Y + 100);
            await page.Mouse.MoveAsync(chart.X + chart.Width, chart.Y + 100, new() { Steps = 60 });
            for (var i = 0; i < 20; i++)
            {
                await page.Mouse.WheelAsync(0, i < 10 ? 200 : -200);
            }
        });
    }

    /// <summary>Counts frames and long tasks while something is done; a frame that was missed shows as a gap between two.</summary>
    private async Task MeasureAsync(IPage page, string what, Func<Task> act)
    {
        await page.EvaluateAsync("""
            () => {
              const seen = window.seen = { gaps: [], tasks: [] };
              seen.observer = new PerformanceObserver(list => seen.tasks.push(...list.getEntries().map(e => e.duration)));
              seen.observer.observe({ type: "longtask" });
              let last = performance.now();
              const frame = now => { seen.gaps.push(now - last); last = now; seen.next = requestAnimationFrame(frame); };
              seen.next = requestAnimationFrame(frame);
            }
            """);
        await act();
        var json = await page.EvaluateAsync<string>("""
            () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
              const seen = window.seen;
              cancelAnimationFrame(seen.next);
              seen.tasks.push(...seen.observer.takeRecords().map(e => e.duration));
              seen.observer.disconnect();
              done(JSON.stringify({ gaps: seen.gaps, tasks: seen.tasks }));
            })))
            """);
        var seen = JsonElement.Parse(json);
        var gaps = seen.GetProperty("gaps").EnumerateArray().Select(g => g.GetDouble()).Skip(1).Order().ToList();
        var tasks = seen.GetProperty("tasks").EnumerateArray().Select(t => t.GetDouble()).Order().ToList();
        var (half, most, longest) = (gaps[gaps.Count / 2], gaps[^1], tasks.LastOrDefault());
        output.WriteLine($"While {what}: {gaps.Count} frames, half within {half:0} ms, the longest gap {most:0} ms; {tasks.Count} long tasks, the longest {longest:0} ms, {tasks.Sum():0} ms in all.");
        Assert.True(half < (DutyDesk.MustBeFast ? 34 : 200), $"While {what} half of the frames took {half:0} ms or more.");
        Assert.True(longest < (DutyDesk.MustBeFast ? 200 : 2_000), $"While {what} nothing moved for {longest:0} ms.");
    }

    private static async Task<DutyDesk> LoadedAsync()
    {
        var desk = DutyDesk.At("2023-11-09T22:00:00+03:00");
        await desk.InitializeAsync();
        var summary = await desk.Http.ImportAsync(Enumerable.Range(0, Incidents).Select(Line));
        Assert.Equal(Incidents, summary.GetProperty("recorded").GetInt32());
        await Eventually.BecomesAsync(
            "the world counts them all", async () => (await desk.Http.AskAsync("v1/regions/world/tally")).GetProperty("incidents").GetInt32(), n => n == Incidents);
        return desk;
    }

    /// <summary>How many there are on a day of the last thirty, 0 … 29.</summary>
    private static int RecentOn(int day) => Enumerable.Range(0, Recent).Count(i => i % 30 == day);

    /// <summary>Spread over Iraq, Syria and Jordan; most of them long ago.</summary>
    private static string Line(int i)
    {
        var day = i < Recent ? new DateOnly(2023, 10, 11).AddDays(i % 30) : new DateOnly(2022, 3, 1).AddDays(i % 500);
        var (lat, lon) = (30.5 + (i * 0.618034 % 1 * 6), 36.5 + (i * 0.754878 % 1 * 11));
        var outcome = new[] { "hit", "intercepted", "failed", "unknown" }[i % 4];
        return string.Create(CultureInfo.InvariantCulture, $$$"""
            {"kind":"incident","id":"fluid:{{{i}}}","source":"s-{{{i % 7}}}","publishedAt":"{{{day.AddDays(1):yyyy-MM-dd}}}T00:00:00Z","incident":"fluid-{{{i}}}","occurred":{"from":"{{{day:yyyy-MM-dd}}}"},"place":{"region":"{{{(i % 3 == 0 ? "sy" : "iq")}}}","name":"place {{{i % 90}}}","lat":{{{lat:0.0000}}},"lon":{{{lon:0.0000}}},"precision":"exact"},"type":"air-drone-strike","outcome":"{{{outcome}}}","casualties":[{"killed":{{{i % 3}}}}]}
            """);
    }
}
