using System.Net.Http.Json;
using System.Text.Json;
using Actors.Page.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Page.Tests;

/// <summary>Every page can be seen as it was known at a past time, with what has changed since.</summary>
public sealed class PastTests(DutyDesk desk) : IClassFixture<DutyDesk>
{
    [BrowserTheory]
    [InlineData("/")]
    [InlineData("/?map=world")]
    [InlineData("/subjects/group:us-forces?by=week")]
    [InlineData("/subjects/base:al-harir")]
    [InlineData("/incidents?contested=true")]
    [InlineData("/incidents?subject=region:iq&from=2023-11-01")]
    [InlineData("incident")]
    [InlineData("/import")]
    [InlineData("/policies")]
    [InlineData("/policies/group-default")]
    [InlineData("/policies/backtest?subject=group:us-forces&from=2023-10-01&knownAt=day-end")]
    public async Task Page_StepsBack_SaysWhatChanged_AndReturns(string path)
    {
        if (path == "incident")
        {
            var list = await desk.Http.GetFromJsonAsync<JsonElement>("v1/incidents?subject=base:al-harir");
            path = "/incidents/" + list.GetProperty("items")[0].GetProperty("id").GetString();
        }

        var page = await desk.OpenAsync(path);
        await Expect(page.Locator("#asof-slider")).ToBeVisibleAsync();
        await page.Locator(".asof .step[rel=prev]").ClickAsync();
        await Expect(page.Locator(".asof.past")).ToContainTextAsync("You see what was known at");
        await Expect(page.Heading("What changed since then")).ToBeVisibleAsync();
        foreach (var part in new Uri(desk.Http.BaseAddress!, path).Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.Contains(part, Uri.UnescapeDataString(page.Url), StringComparison.Ordinal);
        }

        // Wherever one goes from there, the time stays.
        foreach (var link in await page.Locator("nav[aria-label='Main'] a").AllAsync())
        {
            Assert.Contains("asOf=", await link.GetAttributeAsync("href"), StringComparison.Ordinal);
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "Return to now" }).ClickAsync();
        await Expect(page.Locator(".asof.past")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [BrowserFact]
    public async Task Subject_OfThePast_HasTheFiguresOfThen_AndTheNewIncidentAmongWhatChanged()
    {
        await desk.Http.AttackAsync("past:1", "past-post", "2023-11-04");
        var first = await desk.Http.GetFromJsonAsync<JsonElement>("v1/incidents?subject=base:past-post");
        var then = first.GetProperty("items")[0].GetProperty("recordedAt").GetString()!;
        await desk.Http.AttackAsync("past:2", "past-post", "2023-11-05");
        var page = await desk.OpenAsync("/subjects/base:past-post?asOf=" + Uri.EscapeDataString(then));
        await Expect(page.Card("Incidents")).ToHaveTextAsync("1");
        await Expect(page.Locator("[aria-labelledby='changed']")).ToContainTextAsync("Incidents: 1 then, 2 now");
        await Expect(page.Locator("[aria-labelledby='changed'] li")).ToContainTextAsync("past:2");
    }
}
