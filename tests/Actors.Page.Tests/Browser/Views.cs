using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Actors.System.Tests.Processes;
using Microsoft.Playwright;

namespace Actors.Page.Tests.Browser;

/// <summary>What several tests look for on the pages, and send.</summary>
internal static class Views
{
    /// <summary>A figure of the cards of a page.</summary>
    public static ILocator Card(this IPage page, string name) => page.Locator($".cards div:has(dt:text-is('{name}')) dd:not(.usual)");

    /// <summary>The page follows what is recorded.</summary>
    public static Task IsLiveAsync(this IPage page) => Assertions.Expect(page.Locator("#connection")).ToHaveTextAsync("Live");

    public static ILocator Heading(this IPage page, string name) => page.GetByRole(AriaRole.Heading, new() { Name = name });

    /// <summary>Records an attack and answers the id of its incident.</summary>
    /// <param name="more">Further fields of the report, each after a comma.</param>
    public static async Task<string> AttackAsync(this HttpClient http, string id, string place, string day, string more = "")
    {
        var report = string.Create(CultureInfo.InvariantCulture, $$"""
            {"kind":"incident","id":"{{id}}","source":"source-{{id.Replace(':', '-')}}","publishedAt":"2023-11-09T18:58:00Z","occurred":{"from":"{{day}}"},"place":{"base":"{{place}}"},"type":"air-drone-strike"{{more}}}
            """);
        using var content = HostApi.JsonBody(report);
        using var answer = await http.PostAsync("v1/reports", content);
        var receipt = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, receipt.ToString());
        return receipt.GetProperty("receipts")[0].GetProperty("incident").GetString()!;
    }
}
