using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Actors.Page.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Page.Tests;

/// <summary>The whole way of a duty officer through the first news day, in one go.</summary>
public sealed class JourneyTests : IAsyncLifetime
{
    private readonly DutyDesk desk = new();

    public Task InitializeAsync() => desk.InitializeAsync();

    public Task DisposeAsync() => desk.DisposeAsync();

    [BrowserFact]
    public async Task Officer_SeesTheRaise_OpensItsExplanation_FindsTheContestedOutcome_RetractsAReport_AndEveryOpenPageFollows()
    {
        // Open all the while: the overview, the base, its country, the group and the list of the day.
        var overview = await OpenAsync("/");
        var harir = await OpenAsync("/subjects/base:al-harir");
        var iraq = await OpenAsync("/subjects/region:iq?from=2023-11-09&to=2023-11-09");
        var forces = await OpenAsync("/subjects/group:us-forces?from=2023-11-09&to=2023-11-09&role=target");
        var list = await OpenAsync("/incidents?subject=region:iq&outcome=intercepted");
        await Expect(overview.Card("Incidents")).ToHaveTextAsync("3");
        await Expect(overview.Card("Intercepted")).ToHaveTextAsync("1");
        await Expect(harir.Card("Intercepted")).ToHaveTextAsync("0");
        await Expect(list.Locator("tbody tr")).ToHaveCountAsync(1);

        // A raise arrives.
        await desk.Http.AttackAsync("journey:1", "conoco", "2023-11-09", ",\"outcome\":\"hit\",\"targets\":[{\"group\":\"us-forces\"}]");
        await Expect(overview.Card("Incidents")).ToHaveTextAsync("4");
        await Expect(forces.Card("Incidents")).ToContainTextAsync("4");
        var raised = overview.Locator(".feed li.kind-level-raised").Filter(new() { Has = overview.Locator(".head a[href*='base%3Aconoco']") });
        await Expect(raised.Locator(".level")).ToHaveTextAsync("Bravo");
        await DutyDesk.KeepAsync(overview, "journey-1-raise");

        // Its explanation.
        var officer = await desk.OpenAsync("/");
        await officer.Locator(".feed li.kind-level-raised .head a[href*='base%3Aconoco']").ClickAsync();
        await Expect(officer.Locator("#threat .level").First).ToHaveTextAsync("Bravo");
        await officer.Locator("#explanation summary").ClickAsync();
        await Expect(officer.Locator("#explanation")).ToContainTextAsync("1 attack in the last 3 days (needs 1)");
        await DutyDesk.KeepAsync(officer, "journey-2-explanation");

        // The contested outcome.
        await officer.GetByRole(AriaRole.Link, new() { Name = "Contested", Exact = true }).ClickAsync();
        await DutyDesk.KeepAsync(officer, "journey-3-contested-list");
        await officer.Locator("tbody tr").Filter(new() { HasText = "Al-Harir" }).Locator("a[href^='/incidents/']").ClickAsync();
        var outcome = officer.Locator("tr[data-field='outcome']");
        await Expect(outcome.Locator(".against")).ToContainTextAsync("intercepted");
        await Expect(outcome.Locator(".for")).ToContainTextAsync("hit");
        await DutyDesk.KeepAsync(officer, "journey-4-claims");

        // The retraction.
        await officer.Locator("#act-retract summary").ClickAsync();
        var form = officer.Locator("#act-retract form");
        await form.Locator("select[name='retracts']").SelectOptionAsync("guardian:2023-11-09:05");
        await form.Locator("input[name='source']").FillAsync("duty-desk");
        await form.Locator("input[name='reason']").FillAsync("The fire was elsewhere");
        await DutyDesk.KeepAsync(officer, "journey-5-retracting");
        await form.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(officer.Locator(".done")).ToContainTextAsync("The retraction is recorded");
        await Expect(officer.Locator("tr[data-field='outcome'] .held strong")).ToHaveTextAsync("intercepted");
        await DutyDesk.KeepAsync(officer, "journey-6-retracted");

        // Every open page follows, and says what the API says.
        await Expect(overview.Card("Intercepted")).ToHaveTextAsync("2");
        await Expect(harir.Card("Intercepted")).ToHaveTextAsync("1");
        await Expect(iraq.Card("Intercepted")).ToHaveTextAsync("2");
        await Expect(forces.Card("Intercepted")).ToHaveTextAsync("2");
        await Expect(list.Locator("tbody tr")).ToHaveCountAsync(2);
        foreach (var (page, path) in new[]
        {
            (harir, "bases/al-harir/tally"), (iraq, "regions/iq/tally?from=2023-11-09&to=2023-11-09"),
            (forces, "groups/us-forces/tally?from=2023-11-09&to=2023-11-09&role=target"), (overview, "regions/world/tally?from=2023-11-09&to=2023-11-09"),
        })
        {
            var tally = await desk.Http.GetFromJsonAsync<JsonElement>("v1/" + path);
            foreach (var (card, figure) in new[] { ("Incidents", tally.GetProperty("incidents")), ("Intercepted", tally.GetProperty("intercepted")), ("Contested", tally.GetProperty("contested")) })
            {
                await Expect(page.Card(card)).ToContainTextAsync(figure.GetInt64().ToString(CultureInfo.InvariantCulture));
            }
        }

        await DutyDesk.KeepAsync(overview, "journey-7-overview");
        await DutyDesk.KeepAsync(harir, "journey-8-base");
        await DutyDesk.KeepAsync(forces, "journey-9-group");

        // What was believed before, and what has changed since.
        await officer.Locator("#revisions ~ ul li a").Last.ClickAsync();
        await Expect(officer.Locator(".asof.past")).ToContainTextAsync("You see what was known at");
        await Expect(officer.Heading("What changed since then")).ToBeVisibleAsync();
        await DutyDesk.KeepAsync(officer, "journey-10-before");
    }

    private async Task<IPage> OpenAsync(string path)
    {
        var page = await desk.OpenAsync(path);
        await page.IsLiveAsync();
        return page;
    }
}
