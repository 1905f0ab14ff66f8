using System.Net.Http.Json;
using System.Text.Json;
using Actors.Page.Tests.Browser;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Actors.Page.Tests;

/// <summary>Every view for everybody: axe finds nothing serious, in light and dark, on a phone and from right to left; nothing is
/// fetched from elsewhere.</summary>
public sealed class AppearanceTests(DutyDesk desk) : IClassFixture<DutyDesk>
{
    [BrowserFact]
    public async Task Views_HaveNoSeriousAccessibilityIssue_InLightAndDark()
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var (name, path) in await ViewsAsync())
            {
                var page = await desk.OpenAsync(path, scheme: scheme);
                var result = await page.RunAxe();
                var serious = result.Violations.Where(v => v.Impact is "serious" or "critical")
                    .Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html + " " + string.Join(" ", n.Any.Select(a => a.Message))))}");
                await DutyDesk.KeepAsync(page, $"{name}-{scheme.ToString().ToLowerInvariant()}");
                Assert.True(!serious.Any(), $"{name} in {scheme}:\n{string.Join('\n', serious)}");
                await page.Context.CloseAsync();
            }
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
            ["missing"] = "/subjects/base:nowhere",
        };
    }

    private static async Task AssertFitsAsync(IPage page, string name)
    {
        var beyond = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(beyond <= 1, $"{name} is {beyond} px wider than the screen.");
    }
}
