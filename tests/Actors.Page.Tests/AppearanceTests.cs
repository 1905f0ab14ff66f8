using System.Net.Http.Json;
using System.Text.Json;
using Actors.Page.Tests.Browser;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Page.Tests;

/// <summary>Every view for everybody: axe finds nothing serious, in light and dark, on a phone and from right to left; nothing is
/// fetched from elsewhere.</summary>
public sealed class AppearanceTests(DutyDesk desk) : IClassFixture<DutyDesk>
{
    [BrowserFact]
    public async Task Views_HaveNoSeriousAccessibilityIssue_InLightAndDark()
    {
        foreach (var (name, path) in await ViewsAsync())
        {
            await using var view = await OpenAsync(path);
            await AssertReadableAsync(view.Page, name);
        }
    }

    [BrowserFact]
    public async Task States_HaveNoSeriousAccessibilityIssue_InLightAndDark()
    {
        // Cut off from its server.
        await using (var cut = await OpenAsync("about:blank"))
        {
            await cut.Page.RouteAsync("**/page/live", route => route.AbortAsync());
            await cut.Page.GotoAsync("/");
            await Expect(cut.Page.Locator("#disconnected")).ToBeVisibleAsync();
            await AssertReadableAsync(cut.Page, "disconnected");
        }

        // While the next page loads, with a menu open.
        await using (var loading = await OpenAsync("/subjects/base:al-harir"))
        {
            await loading.Page.Locator(".menu summary").ClickAsync();
            await loading.Page.Locator("#explanation summary").ClickAsync();
            await loading.Page.Locator(".menu summary").ClickAsync();
            await loading.Page.EvaluateAsync("() => { document.getElementById('progress').hidden = false; }");
            await AssertReadableAsync(loading.Page, "loading");
        }

        // A form that was refused.
        await using (var wrong = await OpenAsync("/policies/group-default"))
        {
            await wrong.Page.Locator("#f-policy").FillAsync("{ this is no policy");
            await wrong.Page.GetByRole(AriaRole.Button, new() { Name = "Run it over history" }).ClickAsync();
            await Expect(wrong.Page.Locator("[role='alert'] h2")).ToBeVisibleAsync();
            await AssertReadableAsync(wrong.Page, "refused");
        }

        // An analyst's forms, opened.
        await using (var acting = await OpenAsync((await ViewsAsync())["incident"]))
        {
            foreach (var summary in await acting.Page.Locator(".actions summary").AllAsync())
            {
                await summary.ClickAsync();
            }

            await AssertReadableAsync(acting.Page, "acting");
        }
    }

    [BrowserFact]
    public async Task Views_FitAPhone_AlsoFromRightToLeft_AndAskNobodyElse()
    {
        foreach (var (name, path) in await ViewsAsync())
        {
            var page = await desk.OpenAsync("about:blank", width: 390, height: 844);
            var complaints = new List<string>();
            page.Request += (_, request) =>
            {
                if (!request.Url.StartsWith(desk.Http.BaseAddress!.ToString(), StringComparison.Ordinal))
                {
                    complaints.Add("asked " + request.Url);
                }
            };
            page.Console += (_, message) =>
            {
                // A browser reports an answer 404 as an error of the page.
                if (message.Type == "error" && name != "missing")
                {
                    complaints.Add(message.Text);
                }
            };
            await page.GotoAsync(path);
            await AssertFitsAsync(page, name);
            await DutyDesk.KeepAsync(page, name + "-phone");
            Assert.Empty(complaints);
            await page.Context.CloseAsync();

            var mirrored = await desk.OpenAsync(path, width: 390, height: 844, rightToLeft: true);
            Assert.Equal("rtl", await mirrored.EvaluateAsync<string>("document.documentElement.dir"));
            await AssertFitsAsync(mirrored, name + " from right to left");
            await DutyDesk.KeepAsync(mirrored, name + "-phone-rtl");
            await mirrored.Context.CloseAsync();
        }
    }

    [BrowserFact]
    public async Task Answers_ForbidForeignContent_AndRefuseActsOfOtherSites()
    {
        using var view = await desk.Http.GetAsync("/");
        Assert.Contains("default-src 'none'", view.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

        var incident = (await ViewsAsync())["incident"];
        using var foreign = new HttpRequestMessage(HttpMethod.Post, incident + "/retract")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["report"] = "page:foreign",
                ["retracts"] = "guardian:2023-11-09:05",
                ["source"] = "elsewhere",
                ["reason"] = "none",
            }),
        };
        foreign.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var answer = await desk.Http.SendAsync(foreign);
        Assert.Equal(403, (int)answer.StatusCode);

        using var missing = await desk.Http.GetAsync("subjects/base%3Anowhere");
        Assert.Equal(404, (int)missing.StatusCode);
        Assert.Contains("Nobody knows this subject", await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<Dictionary<string, string>> ViewsAsync()
    {
        var list = await desk.Http.GetFromJsonAsync<JsonElement>("v1/incidents?subject=base:al-harir");
        return new()
        {
            ["overview"] = "/",
            ["incident"] = "/incidents/" + list.GetProperty("items")[0].GetProperty("id").GetString(),
            ["subject"] = "/subjects/group:us-forces",
            ["contested"] = "/incidents?contested=true",
            ["past"] = "/?asOf=" + Uri.EscapeDataString(list.GetProperty("items")[0].GetProperty("recordedAt").GetString()!),
            ["import"] = "/import",
            ["policies"] = "/policies",
            ["backtest"] = "/policies/backtest?subject=group:us-forces&from=2023-10-01&knownAt=day-end",
            ["base"] = "/subjects/base:al-harir?by=week",
            ["policy"] = "/policies/group-default",
            ["backtest-past"] = "/policies/backtest?subject=group:us-forces&from=2023-10-01&asOf=" + Uri.EscapeDataString(list.GetProperty("items")[0].GetProperty("recordedAt").GetString()!),
            ["nothing"] = "/incidents?q=no-such-words",
            ["missing"] = "/subjects/base:nowhere",
        };
    }

    private async Task<OpenView> OpenAsync(string path) => new(await desk.OpenAsync(path));

    private static async Task AssertReadableAsync(IPage page, string name)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            var result = await page.RunAxe();
            var serious = result.Violations.Where(v => v.Impact is "serious" or "critical")
                .Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html + " " + string.Join(" ", n.Any.Select(a => a.Message))))}");
            await DutyDesk.KeepAsync(page, $"{name}-{scheme.ToString().ToLowerInvariant()}");
            Assert.True(!serious.Any(), $"{name} in {scheme}:\n{string.Join('\n', serious)}");
        }
    }

    private static async Task AssertFitsAsync(IPage page, string name)
    {
        var beyond = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(beyond <= 1, $"{name} is {beyond} px wider than the screen.");

        // Tables are read without moving them; drawings may be wider, and show their latest days first.
        var cut = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('main .scroll')].filter(s => s.scrollWidth > s.clientWidth + 1).map(s => `${s.scrollWidth} of ${s.clientWidth} px: ${s.outerHTML.slice(0, 160)}`)");
        Assert.True(cut.Length == 0, $"{name} has tables wider than the screen: {string.Join(" | ", cut)}");
        Assert.True(
            await page.EvaluateAsync<bool>("() => [...document.querySelectorAll('.drawing')].every(d => d.scrollLeft + d.clientWidth >= d.scrollWidth - 2)"),
            $"{name} has a drawing that does not begin at its end.");
    }

    private sealed record OpenView(IPage Page) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
    }
}
