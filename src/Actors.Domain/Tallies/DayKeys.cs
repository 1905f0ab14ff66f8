using System.Globalization;

namespace Actors.Domain.Tallies;

/// <summary>Days, weeks and months as keys of a breakdown.</summary>
internal static class DayKeys
{
    /// <summary>True for a breakdown by time.</summary>
    public static bool IsTime(this TallyBy by) => by is TallyBy.Day or TallyBy.Week or TallyBy.Month;

    /// <summary>The first day of the day, week (Monday) or month the day lies in.</summary>
    public static DateOnly Start(TallyBy by, DateOnly day) => by switch
    {
        TallyBy.Day => day,
        TallyBy.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        TallyBy.Month => new DateOnly(day.Year, day.Month, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(by), by, "not a breakdown by time"),
    };

    public static string Text(TallyBy by, DateOnly start) =>
        start.ToString(by == TallyBy.Month ? "yyyy-MM" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
