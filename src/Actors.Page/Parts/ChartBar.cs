using System.Globalization;
using Actors.Gateway.Subjects;

namespace Actors.Page.Parts;

/// <summary>Incidents of one day, week (its Monday) or month.</summary>
public sealed record ChartBar(string Key, long Low, long Best, long High)
{
    /// <summary>At most this many bars; longer spans show their end.</summary>
    public const int Most = 400;

    /// <summary>At least so many where the window has no first day.</summary>
    public const int Fewest = 12;

    /// <summary>A bar for every period from the first to the last, also where nothing is recorded.</summary>
    /// <param name="by">day, week or month.</param>
    public static IReadOnlyList<ChartBar> Fill(IReadOnlyList<BreakdownJson> rows, string by, DateOnly? from, DateOnly? to)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var known = rows.ToDictionary(r => r.Key, StringComparer.Ordinal);
        var days = rows.Select(r => Parse(r.Key)).OfType<DateOnly>().ToList();
        if (from is { } lower)
        {
            days.Add(lower);
        }

        if (to is { } upper)
        {
            days.Add(upper);
        }

        if (days.Count == 0)
        {
            return [];
        }

        var last = Start(days.Max(), by);
        if (from is null)
        {
            // One bar alone says little: nothing before it is a finding too.
            days.Add(by switch { "week" => last.AddDays(-7 * (Fewest - 1)), "month" => last.AddMonths(1 - Fewest), _ => last.AddDays(1 - Fewest) });
        }

        var bars = new List<ChartBar>();
        for (var at = last; at >= Start(days.Min(), by) && bars.Count < Most; at = Before(at, by))
        {
            var key = at.ToString(by == "month" ? "yyyy-MM" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
            var range = known.GetValueOrDefault(key)?.IncidentsRange ?? new RangeJson(0, 0, 0);
            bars.Add(new ChartBar(key, range.Low, range.Best, range.High));
        }

        bars.Reverse();
        return bars;
    }

    private static DateOnly? Parse(string key) =>
        DateOnly.TryParseExact(key.Length == 7 ? key + "-01" : key, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static DateOnly Start(DateOnly day, string by) => by switch
    {
        "week" => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        "month" => new DateOnly(day.Year, day.Month, 1),
        _ => day,
    };

    private static DateOnly Before(DateOnly day, string by) => by switch
    {
        "week" => day.AddDays(-7),
        "month" => day.AddMonths(-1),
        _ => day.AddDays(-1),
    };
}
