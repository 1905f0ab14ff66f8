using System.Net.Http.Json;
using System.Text.Json;
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
        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Air drone strike" }).ClickAsync();
        var outcome = page.Locator("tr[data-field='outcome']");
        await Expect(outcome).ToContainTextAsync("contested");
        await Expect(outcome.Locator(".against")).ToContainTextAsync("intercepted");
        await Expect(outcome.Locator(".for")).ToContainTextAsync("hit");

        await page.Locator("#act-retract summary").ClickAsync();
        var form = page.Locator("#act-retract form");
        await form.Locator("select[name='retracts']").SelectOptionAsync("guardian:2023-11-09:05");
        await form.Locator("input[name='source']").FillAsync("duty-desk");
        await form.Locator("input[name='reason']").FillAsync("The fire was elsewhere");
        await form.GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();

        await Expect(page.Locator(".done")).ToContainTextAsync("The retraction is recorded");
        await Expect(page.Locator("tr[data-field='outcome'] .held strong")).ToHaveTextAsync("intercepted");
        await Expect(page.Locator("tr[data-field='outcome']")).Not.ToContainTextAsync("contested");

        // The overview was open all the time and follows by itself.
        await Expect(Card(overview, "Intercepted")).ToHaveTextAsync("2");
        var tally = await desk.Http.GetFromJsonAsync<JsonElement>("v1/regions/iq/tally?from=2023-11-09&to=2023-11-09");
        Assert.Equal(2, tally.GetProperty("intercepted").GetInt64());

        // What was believed before, and what has changed since.
        await page.Locator("#revisions ~ ol li a").Last.ClickAsync();
        await Expect(page.Locator(".asof.past")).ToContainTextAsync("You see what was known at");
        await Expect(page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "What changed since then" })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task NewReport_AppearsWithoutReload_AndALostServerIsSaid()
    {
        var page = await desk.OpenAsync("/");
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
        await Expect(Card(page, "Incidents")).ToHaveTextAsync("3");

        var report = new
        {
            kind = "incident",
            id = "desk:1",
            source = "iraqi-security-sources",
            publishedAt = "2023-11-09T19:00:00Z",
            incident = "desk-1",
            occurred = new { from = "2023-11-09" },
            place = new { @base = "conoco" },
            type = "air-drone-strike",
            outcome = "hit",
            targets = new[] { new { group = "us-forces" } },
        };
        using var answer = await desk.Http.PostAsJsonAsync("v1/reports", report);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());

        await Expect(Card(page, "Incidents")).ToHaveTextAsync("4");
        await Expect(page.Locator("[data-subject='base:conoco']")).ToBeVisibleAsync();

        await desk.KillHostAsync();
        await Expect(page.Locator("#disconnected")).ToBeVisibleAsync();
        await DutyDesk.KeepAsync(page, "disconnected");
    }

    private static Microsoft.Playwright.ILocator Card(Microsoft.Playwright.IPage page, string name) =>
        page.Locator($".cards div:has(dt:text-is('{name}')) dd:not(.usual)");
}
