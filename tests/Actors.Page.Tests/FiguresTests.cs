using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Actors.Page.Tests.Browser;

namespace Actors.Page.Tests;

/// <summary>Numbers on the pages are those of the API.</summary>
public sealed partial class FiguresTests(DutyDesk desk) : IClassFixture<DutyDesk>
{
    [BrowserTheory]
    [InlineData("group:us-forces", "groups/us-forces", "")]
    [InlineData("group:us-forces", "groups/us-forces", "&from=2023-11-09&to=2023-11-09&role=target")]
    [InlineData("region:sy", "regions/sy", "")]
    [InlineData("base:al-harir", "bases/al-harir", "&from=2023-11-01")]
    public async Task Subject_ShowsTheFiguresOfItsTally_ForAnyWindow(string subject, string path, string window)
    {
        var page = WebUtility.HtmlDecode(await desk.Http.GetStringAsync($"subjects/{Uri.EscapeDataString(subject)}?by=day{window}"));
        var tally = await desk.Http.GetFromJsonAsync<JsonElement>($"v1/{path}/tally?by=day{window}");

        var cards = Card().Matches(page).ToDictionary(m => m.Groups["name"].Value, m => Markup().Replace(m.Groups["value"].Value, " ").Trim());
        Assert.Equal(Range(tally.GetProperty("incidentsRange")), cards["Incidents"]);
        Assert.StartsWith(Sum(tally.GetProperty("killed"), tally), cards["Killed"], StringComparison.Ordinal);
        Assert.StartsWith(Sum(tally.GetProperty("injured"), tally), cards["Injured"], StringComparison.Ordinal);
        Assert.Equal(tally.GetProperty("intercepted").GetInt64().ToString(CultureInfo.InvariantCulture), cards["Intercepted"]);
        Assert.Equal(tally.GetProperty("contested").GetInt64().ToString(CultureInfo.InvariantCulture), cards["Contested"]);
        foreach (var day in tally.GetProperty("breakdown").EnumerateArray().Where(d => d.GetProperty("incidentsRange").GetProperty("high").GetInt64() > 0))
        {
            Assert.Contains($"<td>{day.GetProperty("key").GetString()}</td><td class=\"number\">{Range(day.GetProperty("incidentsRange"))}</td>", page, StringComparison.Ordinal);
        }
    }

    private static string Range(JsonElement range)
    {
        var (low, best, high) = (range.GetProperty("low").GetInt64(), range.GetProperty("best").GetInt64(), range.GetProperty("high").GetInt64());
        return low == high ? $"{best}" : $"{best} ({low}–{high})";
    }

    private static string Sum(JsonElement sum, JsonElement tally)
    {
        var unknown = sum.GetProperty("unknown").GetInt64();
        return unknown > 0 && unknown == tally.GetProperty("incidents").GetInt64() ? "unknown" : Range(sum);
    }

    [GeneratedRegex("<dt>(?<name>[^<]*)</dt><dd>(?<value>.*?)</dd>", RegexOptions.Singleline)]
    private static partial Regex Card();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Markup();
}
