using System.Text.Json;
using Actors.System.Tests.Processes;

namespace Actors.System.Tests.Agreement;

/// <summary>Low, best and high of a sum over listed incidents; high null: unbounded; unknown: listed (best) without a figure.</summary>
internal sealed record ListedSum(long Low, long Best, long? High, long Unknown)
{
    public static ListedSum OfTally(JsonElement sum) => new(
        sum.GetProperty("low").GetInt64(),
        sum.GetProperty("best").GetInt64(),
        sum.GetProperty("high") is { ValueKind: JsonValueKind.Number } high ? high.GetInt64() : null,
        sum.GetProperty("unknown").GetInt64());
}

/// <summary>Counts by hand what the lists behind a tally's <c>incidentsLink</c> hold.</summary>
internal sealed class ListedIncidents
{
    private readonly List<JsonElement> low;
    private readonly List<JsonElement> best;
    private readonly List<JsonElement> high;

    private ListedIncidents(List<JsonElement> low, List<JsonElement> best, List<JsonElement> high) => (this.low, this.best, this.high) = (low, best, high);

    /// <summary>Reads all pages: the link itself lists best; <c>membership</c> asks for the others.</summary>
    public static async Task<ListedIncidents> ReadAsync(HttpClient http, string link, int pageSize) => new(
        await ReadAsync(http, $"{link}&membership=low", pageSize, "low"),
        await ReadAsync(http, link, pageSize, "low", "best"),
        await ReadAsync(http, $"{link}&membership=high", pageSize, "low", "best", "high"));

    public int Count => best.Count;

    /// <summary>Says where the tally and its lists differ; empty: nowhere.</summary>
    public string DifferenceFrom(JsonElement tally, string? party)
    {
        var range = tally.GetProperty("incidentsRange");
        (string Name, object Tally, object Listed)[] compared =
        [
            ("incidents", tally.GetProperty("incidents").GetInt64(), (long)best.Count),
            ("low", range.GetProperty("low").GetInt64(), (long)low.Count),
            ("best", range.GetProperty("best").GetInt64(), (long)best.Count),
            ("high", range.GetProperty("high").GetInt64(), (long)high.Count),
            ("killed", ListedSum.OfTally(tally.GetProperty("killed")), Sum("killed", party)),
            ("injured", ListedSum.OfTally(tally.GetProperty("injured")), Sum("injured", party)),
            ("intercepted", tally.GetProperty("intercepted").GetInt64(), (long)best.Count(i => i.GetProperty("outcome").GetString() == "intercepted")),
            ("listed twice", 0L, (long)high.Count - high.Select(i => i.GetProperty("id").GetString()).Distinct().Count()),
        ];
        return string.Join("; ", compared.Where(c => !c.Tally.Equals(c.Listed)).Select(c => $"{c.Name}: tally {c.Tally}, list {c.Listed}"));
    }

    private ListedSum Sum(string measure, string? party)
    {
        var highs = high.Select(i => FigureOf(i, measure, party)).OfType<(long Low, long Best, long? High)>().Select(f => f.High).ToList();
        return new(
            low.Sum(i => FigureOf(i, measure, party)?.Low ?? 0),
            best.Sum(i => FigureOf(i, measure, party)?.Best ?? 0),
            highs.Contains(null) ? null : highs.Sum(),
            best.Count(i => FigureOf(i, measure, party) is null));
    }

    /// <summary>The party's figure; for all: the figure without party where there is one, else the sum over the parties; null: nobody stated one.</summary>
    private static (long Low, long Best, long? High)? FigureOf(JsonElement incident, string measure, string? party)
    {
        var stated = incident.GetProperty("casualties").EnumerateArray()
            .Where(c => c.TryGetProperty(measure, out var figure) && figure.ValueKind == JsonValueKind.Object)
            .Select(c => (Party: c.TryGetProperty("party", out var p) ? p.GetString() : null, Figure: c.GetProperty(measure)))
            .ToList();
        var chosen = party is not null ? stated.Where(s => s.Party == "group:" + party)
            : stated.Any(s => s.Party is null) ? stated.Where(s => s.Party is null)
            : stated;
        var figures = chosen.Select(s => s.Figure).ToList();
        return figures.Count == 0 ? null : (
            figures.Sum(f => f.GetProperty("low").GetInt64()),
            figures.Sum(f => f.GetProperty("best").GetInt64()),
            figures.Any(f => HighOf(f) is null) ? null : figures.Sum(f => HighOf(f)!.Value));
    }

    private static long? HighOf(JsonElement figure) =>
        figure.TryGetProperty("high", out var high) && high.ValueKind == JsonValueKind.Number ? high.GetInt64() : null;

    private static async Task<List<JsonElement>> ReadAsync(HttpClient http, string link, int pageSize, params string[] memberships)
    {
        List<JsonElement> items = [];
        string? cursor = null;
        do
        {
            var page = await http.AskAsync($"{link}&limit={pageSize}{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("cursor").GetString();
        }
        while (cursor is not null);

        Assert.All(items, i => Assert.Contains(i.GetProperty("membership").GetString(), memberships));
        return items;
    }
}
