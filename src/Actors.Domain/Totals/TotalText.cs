using System.Globalization;
using Actors.Domain.Reports;

namespace Actors.Domain.Totals;

/// <summary>Words for totals.</summary>
internal static class TotalText
{
    public static string Of(TotalMeasure measure) => measure switch
    {
        TotalMeasure.Attacks => "attacks",
        TotalMeasure.Killed => "killed",
        _ => "injured",
    };

    public static string WindowOf(TotalReport total)
    {
        var until = Day(total.AsOf);
        return total.From is not { } from ? $"until {until}, from a day not stated"
            : from == total.AsOf ? $"on {until}"
            : $"from {(total.FromPrecision == DayPrecision.Day ? "" : "about ")}{Day(from)} to {until}";
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
