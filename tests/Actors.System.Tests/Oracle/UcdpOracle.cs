using System.Globalization;
using System.Text.Json;
using Actors.Testing;

namespace Actors.System.Tests.Oracle;

/// <summary>
/// What a host must answer after the events of <see cref="UcdpEvent"/>. The published oracle was counted by other programs; where its
/// lists are cut (sides), the events themselves are counted, and what the oracle does list must equal that count first.
/// </summary>
internal static class UcdpOracle
{
    private const string File = "data/ucdp/iraq-syria.oracle.json";

    private static readonly Lazy<IReadOnlyList<(string Path, EventSums Want)>> Questions = new(Make);

    /// <summary>Asks for the total, each country, year, country-year and side; every answer must be the oracle's.</summary>
    /// <returns>How many answers were compared.</returns>
    public static async Task<int> AssertAsync(HttpClient http, string when)
    {
        await Eventually.BecomesAsync($"the total {when}", () => SumsAsync(http, Questions.Value[0].Path), sums => sums == Questions.Value[0].Want, TimeSpan.FromSeconds(10));
        var wrong = new List<string>();
        foreach (var (path, want) in Questions.Value)
        {
            if (await SumsAsync(http, path) is var got && got != want)
            {
                wrong.Add($"{path}: {got}, not {want}");
            }
        }

        Assert.True(wrong.Count == 0, $"{when}: {wrong.Count} of {Questions.Value.Count} answers are wrong:\n{string.Join('\n', wrong)}");
        return Questions.Value.Count;
    }

    private static List<(string Path, EventSums Want)> Make()
    {
        using var oracle = JsonDocument.Parse(global::System.IO.File.ReadAllText(SharedData.PathOf(File)));
        var normalised = oracle.RootElement.GetProperty("normalised");
        List<(string, EventSums)> questions = [("v1/regions/world/tally", Sums(normalised.GetProperty("total")))];
        questions.AddRange(Rows(normalised, "by_country").Select(r => ($"v1/regions/{Segment(r.Key)}/tally", r.Want)));
        questions.AddRange(Rows(normalised, "by_year").Select(r => ($"v1/regions/world/tally?{YearOf(r.Key)}", r.Want)));
        questions.AddRange(Rows(normalised, "by_country_year").Select(r => (
            $"v1/regions/{Segment(r.Key.Split('|')[0])}/tally?{YearOf(r.Key.Split('|')[1])}", r.Want)));
        questions.AddRange(Sides(oracle.RootElement, "a", "perpetrator", e => e.SideA));
        questions.AddRange(Sides(oracle.RootElement, "b", "target", e => e.SideB));
        Assert.True(questions.Count > 180, $"{questions.Count} questions");
        return questions;
    }

    private static IEnumerable<(string Path, EventSums Want)> Sides(JsonElement oracle, string side, string role, Func<UcdpEvent, string> cell)
    {
        var counted = UcdpEvent.All.GroupBy(cell).ToDictionary(g => g.Key, EventSums.Of);
        Assert.Equal(oracle.GetProperty($"distinct_side_{side}").GetInt32(), counted.Count);

        // Before normalising only low and high differ.
        Assert.All(Rows(oracle, $"by_side_{side}_top50"), row => Assert.Equal((row.Want.Events, row.Want.Best), (counted[row.Key].Events, counted[row.Key].Best)));
        if (oracle.GetProperty("normalised").TryGetProperty($"by_side_{side}", out _))
        {
            Assert.All(Rows(oracle.GetProperty("normalised"), $"by_side_{side}"), row => Assert.Equal(row.Want, counted[row.Key]));
        }

        return counted.Select(c => ($"v1/groups/{Segment(c.Key)}/tally?role={role}&figures=all", c.Value));
    }

    private static IEnumerable<(string Key, EventSums Want)> Rows(JsonElement oracle, string list) =>
        oracle.GetProperty(list).EnumerateArray().Select(row => (row.GetProperty("key").GetString()!, Sums(row)));

    private static EventSums Sums(JsonElement row) =>
        new(row.GetProperty("events").GetInt64(), row.GetProperty("low").GetInt64(), row.GetProperty("best").GetInt64(), row.GetProperty("high").GetInt64());

    private static async Task<EventSums> SumsAsync(HttpClient http, string path)
    {
        var tally = await Processes.HostApi.AskAsync(http, path);
        var killed = tally.GetProperty("killed");
        return new(tally.GetProperty("incidents").GetInt64(), killed.GetProperty("low").GetInt64(), killed.GetProperty("best").GetInt64(), killed.GetProperty("high").GetInt64());
    }

    private static string YearOf(string key)
    {
        var year = int.Parse(key, CultureInfo.InvariantCulture);
        return $"from={year}-01-01&to={year}-12-31";
    }

    private static string Segment(string name) => Uri.EscapeDataString(name);
}
