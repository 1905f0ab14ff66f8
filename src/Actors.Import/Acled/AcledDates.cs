using System.Globalization;
using Actors.Domain.Reports;
using Actors.Import.Csv;

namespace Actors.Import.Acled;

/// <summary>Days as ACLED's exports write them: <c>2025-05-16</c>, <c>16 May 2025</c>, <c>7-Feb-25</c>, <c>30-Sept-24</c>; and day-month-year in
/// figures where it cannot be mistaken.</summary>
internal static class AcledDates
{
    private static readonly string[] Named = ["yyyy-MM-dd", "d MMMM yyyy", "d MMM yyyy", "d-MMM-yy", "d-MMM-yyyy", "d MMM yy"];
    private static readonly string[] Figures = ["d-M-yyyy", "d/M/yyyy", "d.M.yyyy"];

    public static DateOnly Day(string column, string text)
    {
        var written = text.Replace("Sept-", "Sep-", StringComparison.OrdinalIgnoreCase).Replace("Sept ", "Sep ", StringComparison.OrdinalIgnoreCase);
        if (DateOnly.TryParseExact(written, Named, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || (DateOnly.TryParseExact(written, Figures, CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && (day.Day > 12 || day.Day == day.Month)))
        {
            return day.Year is >= ReportLimits.MinYear and <= ReportLimits.MaxYear
                ? day
                : throw new RowRefusedException($"{column} is '{CellValues.Short(text)}'; its year must be {ReportLimits.MinYear} to {ReportLimits.MaxYear}");
        }

        throw new RowRefusedException($"{column} is '{CellValues.Short(text)}', which is no day, or may be two; write yyyy-MM-dd");
    }
}
