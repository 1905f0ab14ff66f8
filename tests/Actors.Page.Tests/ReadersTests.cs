using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Actors.Page.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Page.Tests;

/// <summary>Pages as heard by a screen reader, on paper, in another zone, and while nothing is there yet.</summary>
public sealed class ReadersTests(DutyDesk desk) : IClassFixture<DutyDesk>
{
    [BrowserTheory]
    [InlineData("/")]
    [InlineData("/subjects/group:us-forces")]
    [InlineData("/incidents?contested=true")]
    [InlineData("/policies/backtest?subject=group:us-forces&from=2023-10-01&knownAt=day-end")]
    [InlineData("/import")]
    public async Task Page_HasLandmarks_TableHeaders_AndTextForEveryDrawing(string path)
    {
        var page = await desk.OpenAsync(path);
        foreach (var role in new[] { AriaRole.Banner, AriaRole.Main, AriaRole.Contentinfo, AriaRole.Search })
        {
            await Expect(page.GetByRole(role)).ToHaveCountAsync(1);
        }

        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })).ToHaveCountAsync(1);
        await Expect(page.Locator("h1")).ToHaveCountAsync(1);
        var mute = await page.EvaluateAsync<string[]>("""
            () => [
              ...[...document.querySelectorAll("table")].filter(t => !t.querySelector("thead th[scope=col]")).map(t => "table without headers: " + t.outerHTML.slice(0, 120)),
              ...[...document.querySelectorAll("main svg")].filter(s => !s.getAttribute("aria-label") && !s.closest("[aria-hidden=true]")).map(s => "drawing without a name: " + s.outerHTML.slice(0, 120)),
              ...[...document.querySelectorAll("figure.chart, figure.strip")].filter(f => !f.querySelector("table") && !f.parentElement.querySelector("table")).map(f => "chart without a table: " + f.outerHTML.slice(0, 120)),
              ...[...document.querySelectorAll("section")].filter(s => !s.getAttribute("aria-labelledby") && !s.getAttribute("aria-label")).map(s => "section without a name: " + s.outerHTML.slice(0, 120)),
            ]
            """);
        Assert.Empty(mute);
        await page.Context.CloseAsync();
    }

    [BrowserFact]
    public async Task NewNotification_IsAnnounced()
    {
        var page = await desk.OpenAsync("/");
        await page.IsLiveAsync();
        await Expect(page.Locator("[aria-live='polite']#announce")).ToBeAttachedAsync();
        await page.EvaluateAsync("() => { window.heard = ''; const at = document.getElementById('announce'); new MutationObserver(() => { window.heard += at.textContent + '\\n'; }).observe(at, { childList: true, characterData: true, subtree: true }); }");
        await desk.Http.AttackAsync("heard:1", "green-village", "2023-11-09", ",\"outcome\":\"hit\",\"targets\":[{\"group\":\"us-forces\"}]");
        await page.WaitForFunctionAsync("() => /Green Village[^]*Bravo/.test(window.heard)");
    }

    [BrowserFact]
    public async Task Times_AreInTheZoneOfTheReader_AndOfThePlace()
    {
        var page = await desk.OpenAsync("/subjects/base:al-harir", zone: "Asia/Tokyo");
        var level = page.Locator("#threat .bar");
        await Expect(level.Locator("time")).ToContainTextAsync("GMT+9");
        await Expect(level.Locator(".there")).ToContainTextAsync("Baghdad");
        await Expect(level.Locator("time")).ToHaveAttributeAsync("title", new Regex("UTC$"));
    }

    [BrowserFact]
    public async Task Paper_HasTheContentAndNotTheControls()
    {
        // Width of an A4 page between Chromium's margins, in pixels of CSS.
        const int Paper = 718;
        var contested = (await desk.Http.GetFromJsonAsync<JsonElement>("v1/incidents?subject=base:al-harir")).GetProperty("items")[0].GetProperty("id").GetString();
        foreach (var (name, path) in new[]
        {
            ("overview", "/"), ("subject", "/subjects/group:us-forces"), ("incidents", "/incidents?contested=true"), ("incident", "/incidents/" + contested),
            ("import", "/import"), ("policies", "/policies"), ("backtest", "/policies/backtest?subject=group:us-forces&from=2023-10-01&knownAt=day-end"),
        })
        {
            var page = await desk.OpenAsync(path, width: Paper, height: 1000);
            var pdf = await page.PdfAsync(new() { Path = Path.Combine(DutyDesk.Screenshots, $"paper-{name}.pdf"), Format = "A4" });
            Assert.True(pdf.Length > 10_000, $"{name} on paper has {pdf.Length} bytes.");
            await page.EmulateMediaAsync(new() { Media = Media.Print });
            await Expect(page.Locator(".top nav")).ToBeHiddenAsync();
            await Expect(page.Locator(".find")).ToBeHiddenAsync();
            await Expect(page.Locator("#asof-slider")).ToBeHiddenAsync();
            await Expect(page.Locator("h1")).ToBeVisibleAsync();
            Assert.Equal("rgb(255, 255, 255)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
            var cut = await page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll("main *")]
                  .filter(e => e.checkVisibility() && !e.closest("svg, .sr") && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
                  .map(e => e.outerHTML.slice(0, 120))
                """);
            Assert.True(cut.Length == 0, $"{name} on paper is cut off at {string.Join(" | ", cut.Take(3))}");
            await page.Context.CloseAsync();
        }
    }

    [BrowserFact]
    public async Task SlowPage_SaysThatItLoads()
    {
        var page = await desk.OpenAsync("/");
        await Expect(page.Locator("#progress")).ToBeHiddenAsync();
        var shown = await page.EvaluateAsync<bool>("() => { document.querySelector(\"nav[aria-label='Main'] a[href='/policies']\").click(); return document.getElementById('progress').checkVisibility(); }");
        Assert.True(shown, "Nothing says that the next page loads.");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Policies");
    }

    [BrowserFact]
    public async Task EmptySystem_SaysHowToBegin()
    {
        var empty = DutyDesk.Empty;
        await empty.InitializeAsync();
        try
        {
            var page = await empty.OpenAsync("/");
            await Expect(page.Heading("Nothing is recorded yet")).ToBeVisibleAsync();
            await Expect(page.Locator("main")).ToContainTextAsync("import a file");
            await Expect(page.Locator("main")).ToContainTextAsync("Nothing has been notified yet");
            await DutyDesk.KeepAsync(page, "empty");
            foreach (var path in new[] { "/subjects/region:iq", "/incidents", "/import" })
            {
                await page.GotoAsync(path);
                await Expect(page.Locator(".empty").First).ToBeVisibleAsync();
            }

            // The first report fills the open page by itself.
            await page.GotoAsync("/");
            await page.IsLiveAsync();
            await empty.Http.AttackAsync("empty:1", "al-tanf", "2023-11-09");
            await Expect(page.Heading("Nothing is recorded yet")).ToHaveCountAsync(0);
            await Expect(page.Locator(".title")).ToContainTextAsync("1 incidents in all");

            // So does the slider, which came with it.
            await empty.Http.AttackAsync("empty:2", "conoco", "2023-11-09");
            await Expect(page.Locator(".title")).ToContainTextAsync("2 incidents in all");
            await page.Locator("#asof-slider").PressAsync("Home");
            await Expect(page.Locator(".asof.past")).ToContainTextAsync("You see what was known at");
            await Expect(page.Locator(".title")).ToContainTextAsync("1 incidents in all");
        }
        finally
        {
            await empty.DisposeAsync();
        }
    }
}
