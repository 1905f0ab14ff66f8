using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Actors.Page.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Page.Tests;

/// <summary>An analyst tries a policy against the one in force, is told what is wrong with it, and puts it in force.</summary>
public sealed class PolicyTests(DutyDesk desk) : IClassFixture<DutyDesk>
{
    [BrowserFact]
    public async Task Candidate_IsDrawnBesideThePolicyInForce_AndWhereTheyDiffer()
    {
        var page = await desk.OpenAsync("/policies/group-default");
        await TryAsync(page, policy => policy["rules"]!.AsArray().Clear());
        var chart = page.Locator("#backtest");
        await Expect(chart.Locator(".lane-name")).ToHaveTextAsync(["group-default@1", "group-default@2"]);
        await Expect(chart.Locator(".stepline")).ToHaveCountAsync(2);
        Assert.NotEqual(0, await chart.Locator(".differs").CountAsync());
        await Expect(chart).ToContainTextAsync("Tinted: where the two differ");
        await chart.Locator("details summary").First.ClickAsync();
        await Expect(chart.Locator("details[open] tbody tr").First).ToContainTextAsync("Normal");
        await Expect(page.Locator("#f-policy")).ToHaveValueAsync(new Regex("\"rules\": \\[\\]"));
        await DutyDesk.KeepAsync(page, "policy-candidate");
    }

    [BrowserFact]
    public async Task CandidateRun_HasAnAddress_ThatLeadsToThePastToo()
    {
        await desk.Http.AttackAsync("try:1", "try-post", "2023-11-04", ",\"incident\":\"try-1\"");
        var first = await desk.Http.GetFromJsonAsync<JsonElement>("v1/incidents?subject=base:try-post");
        var then = first.GetProperty("items")[0].GetProperty("recordedAt").GetString()!;
        await desk.Http.AttackAsync("try:2", "try-post", "2023-11-04", ",\"incident\":\"try-2\"");
        var page = await desk.OpenAsync("/policies/base-default");
        await page.Locator("#f-subject").FillAsync("base:try-post");
        await TryAsync(page, policy => policy["rules"]!.AsArray().RemoveAt(0));
        await Expect(LargestDay(page)).ToHaveTextAsync("2");
        var rules = await page.Locator("#f-policy").InputValueAsync();

        // Somebody else opens the address.
        var other = await desk.OpenAsync(page.Url);
        await Expect(other.Locator("#backtest .stepline")).ToHaveCountAsync(2);
        await Expect(other.Locator("#f-policy")).ToHaveValueAsync(rules);

        // The same run by what was known when only the first report was there.
        await other.GotoAsync(page.Url + "&asOf=" + Uri.EscapeDataString(then));
        await Expect(other.Locator(".asof.past")).ToBeVisibleAsync();
        await Expect(other.Locator("#backtest .stepline")).ToHaveCountAsync(2);
        await Expect(other.Locator("#backtest")).ToContainTextAsync("as known on 9 November 2023");
        await Expect(LargestDay(other)).ToHaveTextAsync("1");
        await Expect(other.Locator("[aria-labelledby='changed']")).ToContainTextAsync("Incidents: 1 then, 2 now");
        await Expect(other.GetByRole(AriaRole.Button, new() { Name = "Put this in force" })).ToHaveCountAsync(0);
        await DutyDesk.KeepAsync(other, "policy-backtest-past");

        // Tried again there it stays there; and back.
        await other.GetByRole(AriaRole.Button, new() { Name = "Run it over history" }).ClickAsync();
        await Expect(other.Locator(".asof.past")).ToBeVisibleAsync();
        await Expect(LargestDay(other)).ToHaveTextAsync("1");
        await other.GetByRole(AriaRole.Link, new() { Name = "Return to now" }).ClickAsync();
        await Expect(other.Locator(".asof.past")).ToHaveCountAsync(0);
        await Expect(LargestDay(other)).ToHaveTextAsync("2");
    }

    [BrowserFact]
    public async Task WrongPolicy_IsRefusedFieldByField_AndWhatWasWrittenStays()
    {
        var page = await desk.OpenAsync("/policies/group-default");
        await page.Locator("#f-subject").FillAsync("group:nobody-at-all");
        await TryAsync(page, policy =>
        {
            policy["rules"]![0]!["level"] = "Echo";
            policy["stepdown"] = "P1D";
        });
        await Expect(page.Locator("[role='alert'] h2")).ToHaveTextAsync("3 things are wrong; nothing was run or changed");
        await Expect(page.Locator("[data-error='/rules/0/level']")).ToContainTextAsync("must be one of the scale's levels");
        await Expect(page.Locator("[data-error='/stepdown']")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-error='?subject']")).ToContainTextAsync("nobody-at-all");
        await Expect(page.Locator("#f-policy")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.Locator("#f-policy")).ToHaveValueAsync(new Regex("\"Echo\""));
        await DutyDesk.KeepAsync(page, "policy-wrong");

        await page.Locator("#f-subject").FillAsync("group:us-forces");
        await page.Locator("#f-policy").FillAsync("{ this is no policy");
        await page.GetByRole(AriaRole.Button, new() { Name = "Put this in force" }).ClickAsync();
        await Expect(page.Locator("[data-error='']")).ToContainTextAsync("is not JSON");

        await page.GotoAsync("/policies/group-default");
        await page.Locator("#f-subject").FillAsync("region:iq");
        await TryAsync(page, _ => { });
        await Expect(page.Locator("[data-error='/subject']")).ToContainTextAsync("region");
    }

    [BrowserFact]
    public async Task NewVersion_IsInForce_AndTheOneBeforeIsSeenAsOfThen()
    {
        var page = await desk.OpenAsync("/policies/base-default");
        var policy = JsonNode.Parse(await page.Locator("#f-policy").InputValueAsync())!;
        var rule = policy["rules"]![0]!["id"]!.GetValue<string>();
        policy["rules"]!.AsArray().RemoveAt(0);
        await page.Locator("#f-policy").FillAsync(policy.ToJsonString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Put this in force" }).ClickAsync();
        await Expect(page.Locator(".done")).ToContainTextAsync("The new version is in force");
        await Expect(page.Locator("h1")).ToHaveTextAsync("base-default, version 2");
        await Expect(page.Locator("[aria-labelledby='versions'] li")).ToHaveCountAsync(2);

        // Before it: the last report of the day.
        await page.Locator(".asof .step[rel=prev]").ClickAsync();
        await Expect(page.Locator(".asof.past")).ToBeVisibleAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("base-default, version 1");
        await Expect(page.Locator("[aria-labelledby='changed']")).ToContainTextAsync($"Rule {rule} is gone.");
        await DutyDesk.KeepAsync(page, "policy-past");
        await page.GetByRole(AriaRole.Link, new() { Name = "Policies", Exact = true }).First.ClickAsync();
        await Expect(page.Locator("[aria-labelledby='changed'] li")).ToContainTextAsync("base-default version 2 was put in force for every base");
    }

    /// <summary>How many incidents the policy in force met on the largest day.</summary>
    private static ILocator LargestDay(IPage page) => page.Locator("#backtest table").First.Locator("tbody tr").First.Locator("td").Nth(1);

    private static async Task TryAsync(IPage page, Action<JsonNode> change)
    {
        var policy = JsonNode.Parse(await page.Locator("#f-policy").InputValueAsync())!;
        change(policy);
        await page.Locator("#f-policy").FillAsync(policy.ToJsonString(new() { WriteIndented = true }));
        await page.Locator("#f-from").FillAsync("2023-10-01");
        await page.Locator("select[name='knownAt']").SelectOptionAsync("day-end");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run it over history" }).ClickAsync();
    }
}
