using System.Globalization;
using System.Text.Json;
using Actors.Page.Layout;

namespace Actors.Page.Policies;

/// <summary>Conditions of rules as people read them.</summary>
public static class RuleWords
{
    public static string Of(JsonElement when)
    {
        var parts = new List<string>();
        foreach (var part in when.EnumerateObject())
        {
            parts.Add(part.Name switch
            {
                "all" => Many(part.Value, " and "),
                "any" => Many(part.Value, " or "),
                "not" => "not " + Of(part.Value),
                "detector" => $"{Words.Plain(part.Value.ToString())} finds something",
                _ when part.Value.ValueKind == JsonValueKind.Object => Count(part.Name, part.Value),
                _ => $"{Words.Plain(part.Name)} {part.Value}",
            });
        }

        return string.Join(" and ", parts);
    }

    /// <summary>A length of time: 3 days, 12 hours.</summary>
    public static string Span(TimeSpan span) => span.TotalDays >= 1 && span.TotalDays % 1 == 0 ? Days((int)span.TotalDays) : $"{span.TotalHours.ToString("0.#", CultureInfo.InvariantCulture)} hours";

    private static string Many(JsonElement list, string separator) => string.Join(separator, list.EnumerateArray().Select(Of));

    private static string Count(string measure, JsonElement detail)
    {
        var words = new List<string>();
        if (detail.TryGetProperty("atLeast", out var least))
        {
            words.Add($"{least} or more");
        }

        words.Add(detail.TryGetProperty("stance", out var stance) ? $"{measure} ({Words.Plain(stance.ToString())})" : Words.Plain(measure));
        foreach (var other in detail.EnumerateObject().Where(p => p.Name is not ("atLeast" or "stance" or "days") && p.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Array)))
        {
            words.Add($"{Words.Plain(other.Name)} {Words.Plain(other.Value.ToString())}");
        }

        if (detail.TryGetProperty("days", out var days) && days.TryGetInt32(out var count))
        {
            words.Add("in " + Days(count));
        }

        return string.Join(" ", words);
    }

    private static string Days(int count) => count == 1 ? "1 day" : $"{count} days";
}
