using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Actors.Page.Tests.Browser;
using static Microsoft.Playwright.Assertions;

namespace Actors.Page.Tests;

/// <summary>What the page of a subject shows of the first news day.</summary>
public sealed class SubjectViewTests(DutyDesk desk) : IClassFixture<DutyDesk>
{
    [BrowserTheory]
    [InlineData("day", "")]
    [InlineData("day", "&from=2023-10-20&to=2023-11-08")]
    [InlineData("week", "")]
    [InlineData("week", "&from=2023-10-30")]
    [InlineData("month", "")]
    public async Task Chart_HoldsTheTallyOfAnyWindow_ByDayWeekAndMonth(string by, string window)
    {
        var page = await desk.OpenAsync($"/subjects/group:us-forces?by={by}{window}");
        await Expect(page.Heading("Incidents by " + by)).ToBeVisibleAsync();
        await Expect(page.Locator(".chart .unit")).ToHaveTextAsync("incidents a " + by);
        var tally = await desk.Http.GetFromJsonAsync<JsonElement>($"v1/groups/us-forces/tally?by={by}{window}");
        var expected = tally.GetProperty("breakdown").EnumerateArray()
            .Where(r => r.GetProperty("incidentsRange").GetProperty("high").GetInt64() > 0)
            .Select(r => (Key: r.GetProperty("key").GetString()!, Incidents: r.GetProperty("incidents").GetInt64()))
            .OrderBy(r => r.Key, StringComparer.Ordinal).ToList();
        var rows = await page.Locator("[aria-labelledby='chart'] figure table tbody tr").AllAsync();
        Assert.Equal(expected.Count, rows.Count);
        Assert.Equal(expected.Count, await page.Locator(".chart svg a").CountAsync());
        foreach (var ((key, incidents), row) in expected.Zip(rows))
        {
            var cells = await row.Locator("td").AllTextContentsAsync();
            Assert.Equal(key, cells[0]);
            Assert.StartsWith($"{incidents}", cells[1], StringComparison.Ordinal);
        }

        await page.Context.CloseAsync();
    }

    [BrowserFact]
    public async Task Windows_AreOneStepAway_AndHaveAnAddressEach()
    {
        var page = await desk.OpenAsync("/subjects/group:us-forces");
        await page.Locator(".tabs a", new() { HasText = "7 days" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("from=2023-11-03"));
        await Expect(page.Locator(".tabs a[aria-current]")).ToHaveTextAsync("7 days");
        await page.Locator("form.window input[name='from']").FillAsync("2023-10-26");
        await page.Locator("form.window input[name='to']").FillAsync("2023-10-26");
        await page.Locator("form.window select[name='role']").SelectOptionAsync("perpetrator");
        await page.Locator("form.window button").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("to=2023-10-26"));
        await Expect(page.Card("Incidents")).ToHaveTextAsync("1");
        await page.Locator("form.window select[name='role']").SelectOptionAsync("target");
        await page.Locator("form.window button").ClickAsync();
        await Expect(page.Card("Incidents")).ToHaveTextAsync("0");
        await Expect(page.Locator("main")).ToContainTextAsync("No incident is recorded");
    }

    [BrowserFact]
    public async Task Group_ShowsTotalsExchangeCourseLevelsAndThreats()
    {
        var page = await desk.OpenAsync("/subjects/group:us-forces");
        var attacks = page.Locator("#stated tbody tr").Filter(new() { HasText = "at least 40" });
        await Expect(attacks.First).ToContainTextAsync("US officials");
        await Expect(attacks.First).ToContainTextAsync("unexplained gap");

        var turns = page.Locator("#exchange tbody tr");
        await Expect(turns).ToHaveCountAsync(2);
        await Expect(turns.Nth(0)).ToContainTextAsync("on it");
        await Expect(turns.Nth(1)).ToContainTextAsync("by it");
        await Expect(turns.Nth(1)).ToContainTextAsync("26 October 2023 – 8 November 2023");

        await Expect(page.Locator(".strip .lane-name")).ToContainTextAsync(["Level", "Attacks on it", "Attacks by it"]);
        await Expect(page.Locator("#levels tbody tr").First.Locator(".level").First).ToHaveTextAsync("Charlie");
        await Expect(page.Locator("[aria-labelledby='signals']").First).ToContainTextAsync("Threat by Iran-backed militias, about US forces, as long as the US backs Israel in its war on Gaza");
        await Expect(page.Locator("[aria-labelledby='signals']").First).ToContainTextAsync("US forces is no longer at Al-Harir Air Base");
        foreach (var by in new[] { "place", "type", "outcome", "perpetrator", "target" })
        {
            await Expect(page.Heading("By " + by)).ToBeVisibleAsync();
        }
    }

    [BrowserFact]
    public async Task Region_ShowsThePosturesThatHold()
    {
        var page = await desk.OpenAsync("/subjects/region:middle-east");
        var signals = page.Locator("section[aria-labelledby='signals']");
        await Expect(signals).ToContainTextAsync("Active: increase patrols, restrict access, increase intelligence, drone surveillance");
        await Expect(signals).ToContainTextAsync("Considered: evacuate families");
    }
}
