using System.Globalization;
using Actors.Domain.Reports;
using Actors.Import.Csv;

namespace Actors.Import.Ucdp;

/// <summary>Days as the releases write them: <c>2017-07-31</c>, <c>2017-07-31 00:00:00.000</c>, <c>2010-05-13T00:00:00</c>; and as spreadsheets
/// rewrite them, where the order of day and month cannot be mistaken.</summary>
internal static class UcdpDates
{
    private static readonly string[] DayFirst = ["d/M/yyyy", "d.M.yyyy"];

    public static DateOnly Day(string column, string text)
    {
        var day = text.Length > 10 && text[10] is ' ' or 'T'
            ? Iso(text.AsSpan(0, 10)) is { } date && IsTime(text.AsSpan(11)) ? date : null
            : Iso(text) ?? Unmistakable(text);
        return day is { Year: >= ReportLimits.MinYear and <= ReportLimits.MaxYear } known
            ? known
            : throw new RowRefusedException($"{column} is '{CellValues.Short(text)}', which is no day; write yyyy-MM-dd");
    }

    private static DateOnly? Iso(ReadOnlySpan<char> text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static bool IsTime(ReadOnlySpan<char> text) =>
        TimeOnly.TryParse(text.TrimEnd('Z'), CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static DateOnly? Unmistakable(string text)
    {
        // 5/6/2017 may be either: refused. 31/7/2017 and 7/31/2017 are not.
        var dayFirst = DateOnly.TryParseExact(text, DayFirst, CultureInfo.InvariantCulture, DateTimeStyles.None, out var a);
        var monthFirst = DateOnly.TryParseExact(text, "M/d/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var b);
        return dayFirst && (!monthFirst || a == b) ? a : monthFirst && !dayFirst ? b : null;
    }
}
