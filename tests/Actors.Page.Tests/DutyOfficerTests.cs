using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Actors.Page.Tests.Browser;
using static Microsoft.Playwright.Assertions;

namespace Actors.Page.Tests;

/// <summary>A duty officer through the first news day.</summary>
public sealed class DutyOfficerTests : IAsyncLifetime
{
    private readonly DutyDesk desk = new();

    public Task InitializeAsync() => desk.InitializeAsync();

    public Task DisposeAsync() => desk.DisposeAsync();

    [BrowserFact]
    public async Task Officer_FindsTheContestedOutcome_RetractsAReport_AndSeesTheNumbersFollow()
    {
        var overview = await desk.OpenAsync("/");
        await Expect(overview.Locator("h1")).ToHaveTextAsync("Today, 9 November 2023");
        await Expect(overview.Locator("[data-subject='base:al-harir']")).ToContainTextAsync("Al-Harir");
        await Expect(Card(overview, "Contested")).ToHaveTextAsync("1");
        await Expect(overview.Locator("#connection")).ToHaveTextAsync("Live");

        var page = await desk.OpenAsync("/");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Contested", Exact = true }).ClickAsync();
        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Air/drone strike" }).ClickAsync();
        var outcome = page.Locator("tr[data-field='outcome']");
        await Expect(outcome).ToContainTextAsync("contested");
        await Expect(outcome.Locator(".against")).ToContainTextAsync("intercepted");
        await Expect(outcome.Locator(".for")).ToContainTextAsync("hit");

        await DutyDesk.KeepAsync(page, "officer-3-contested");

        await page.Locator("#act-retract summary").ClickAsync();
        var form = page.Locator("#act-retract form");
        await form.Locator("select[name='retracts']").SelectOptionAsync("guardian:2023-11-09:05");
        await form.Locator("input[name='source']").FillAsync("duty-desk");
        await form.Locator("input[name='reason']").FillAsync("The fire was elsewhere");
        await form.GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();

        await Expect(page.Locator(".done")).ToContainTextAsync("The retraction is recorded");
        await Expect(page.Locator("tr[data-field='outcome'] .held strong")).ToHaveTextAsync("intercepted");
        await Expect(page.Locator("tr[data-field='outcome']")).Not.ToContainTextAsync("contested");

        await DutyDesk.KeepAsync(page, "officer-4-retracted");

        // The overview was open all the time and follows by itself.
        await Expect(Card(overview, "Intercepted")).ToHaveTextAsync("2");
        await DutyDesk.KeepAsync(overview, "officer-5-overview-follows");
        var tally = await desk.Http.GetFromJsonAsync<JsonElement>("v1/regions/iq/tally?from=2023-11-09&to=2023-11-09");
        Assert.Equal(2, tally.GetProperty("intercepted").GetInt64());

        // What was believed before, and what has changed since.
        await page.Locator("#revisions ~ ul li a").Last.ClickAsync();
        await Expect(page.Locator(".asof.past")).ToContainTextAsync("You see what was known at");
        await Expect(page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "What changed since then" })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task NewReport_RaisesALevel_OnTheOpenPageWithinASecond_AndItsExplanationIsOneStepAway()
    {
        var page = await desk.OpenAsync("/");
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
        await Expect(Card(page, "Incidents")).ToHaveTextAsync("3");
        await page.EvaluateAsync("""
            () => { window.seen = new Promise(done => new MutationObserver((_, watch) => {
              if (document.querySelector(".cards dd").textContent.trim() === "4") { watch.disconnect(); done(Date.now()); }
            }).observe(document.querySelector("main"), { childList: true, subtree: true, characterData: true })); }
            """);

        var sent = DateTimeOffset.UtcNow;
        await ReportAsync("desk:1", "desk-1", "conoco");
        var seen = DateTimeOffset.FromUnixTimeMilliseconds(await page.EvaluateAsync<long>("window.seen"));
        Assert.True(seen - sent < TimeSpan.FromSeconds(DutyDesk.MustBeFast ? 1 : 5), $"A report was on the open page {(seen - sent).TotalMilliseconds} ms after it was sent.");

        await Expect(page.Locator("[data-subject='base:conoco'] .level")).ToHaveTextAsync("Bravo");
        // Subjects that contain the base speak of it too: the line is found by whom it is about.
        var raised = page.Locator(".feed li.kind-level-raised").Filter(new() { Has = page.Locator(".head a[href*='base%3Aconoco']") });
        await Expect(raised.Locator(".level")).ToHaveTextAsync("Bravo");
        await DutyDesk.KeepAsync(page, "officer-1-raise");

        await raised.Locator(".head a").ClickAsync();
        await Expect(page.Locator("#threat .level").First).ToHaveTextAsync("Bravo");
        await page.Locator("#explanation summary").ClickAsync();
        await Expect(page.Locator("#explanation")).ToContainTextAsync("1 attack in the last 3 days (needs 1)");
        await DutyDesk.KeepAsync(page, "officer-2-explanation");
    }

    [BrowserFact]
    public async Task LostServer_IsSaid_AndTheFeedResumesByItself_WhenItIsBack()
    {
        var page = await desk.OpenAsync("/");
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
        await desk.KillHostAsync();
        await Expect(page.Locator("#disconnected")).ToBeVisibleAsync();
        await DutyDesk.KeepAsync(page, "disconnected");

        await desk.RestartHostAsync();
        await ReportAsync("desk:2", "desk-2", "al-tanf");
        await Expect(page.Locator("#disconnected")).ToBeHiddenAsync();
        await Expect(Card(page, "Incidents")).ToHaveTextAsync("4");

        // Subjects speak in any order: the line of the base need not be the last.
        await Expect(page.Locator(".feed li.kind-level-raised").Filter(new() { Has = page.Locator(".head a[href*='base%3Aal-tanf']") })).ToContainTextAsync("Normal");
    }

    [BrowserFact]
    public async Task Slider_LeadsThroughTheDay_ReportByReport()
    {
        var page = await desk.OpenAsync("/");
        await page.Locator(".asof .step[rel=prev]").ClickAsync();
        await Expect(page.Locator(".asof.past")).ToContainTextAsync("You see what was known at");
        await Expect(page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "What changed since then" })).ToBeVisibleAsync();

        // To the very first report: nothing had happened yet, so far as anybody knew.
        await page.Locator("#asof-slider").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Expect(page).ToHaveURLAsync(new Regex("asOf="));
        await Expect(Card(page, "Incidents")).ToHaveTextAsync("0");
        await Expect(page.Locator("#changed ~ ul li").First).ToContainTextAsync("new");
        await DutyDesk.KeepAsync(page, "officer-6-first-report");

        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Return to now" }).ClickAsync();
        await Expect(Card(page, "Incidents")).ToHaveTextAsync("3");
    }

    [BrowserFact]
    public async Task File_IsCheckedThenImported_WithProgress()
    {
        var file = Path.Combine(DutyDesk.Screenshots, "desk.ndjson");
        await File.WriteAllTextAsync(file, string.Join('\n', Enumerable.Range(1, 40).Select(i =>
            $$"""{"kind":"incident","id":"file:{{i}}","source":"iraqi-security-sources","publishedAt":"2023-11-09T18:00:00Z","incident":"file-{{i}}","occurred":{"from":"2023-11-08"},"place":{"base":"green-village"},"type":"air-drone-strike","outcome":"failed"}""")
            .Append("{\"kind\":\"incident\",\"id\":\"file:41\"}")));
        var page = await desk.OpenAsync("/import");
        await page.Locator("#file").SetInputFilesAsync(file);
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Expect(page.Locator("#run-state")).ToContainTextAsync("40 reports could be recorded");
        await Expect(page.Locator("#run-refused")).ToHaveTextAsync("1");
        await Expect(page.Locator("#run-errors tbody tr")).ToContainTextAsync("source");

        await page.Locator("input[name='dryRun']").UncheckAsync();
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Expect(page.Locator("#run-state")).ToContainTextAsync("Done: 40 reports recorded");
        await DutyDesk.KeepAsync(page, "import-done");
        var tally = await desk.Http.GetFromJsonAsync<JsonElement>("v1/bases/green-village/tally");
        Assert.Equal(40, tally.GetProperty("incidents").GetInt64());
    }

    private async Task ReportAsync(string id, string incident, string place)
    {
        var report = new
        {
            kind = "incident",
            id,
            source = "iraqi-security-sources",
            publishedAt = "2023-11-09T18:58:00Z",
            incident,
            occurred = new { from = "2023-11-09" },
            place = new { @base = place },
            type = "air-drone-strike",
            outcome = "hit",
            targets = new[] { new { group = "us-forces" } },
        };
        using var answer = await desk.Http.PostAsJsonAsync("v1/reports", report);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static Microsoft.Playwright.ILocator Card(Microsoft.Playwright.IPage page, string name) =>
        page.Locator($".cards div:has(dt:text-is('{name}')) dd:not(.usual)");
}
