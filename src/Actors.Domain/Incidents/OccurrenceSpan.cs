using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>When something happened, as a claim: the days it may cover, by its precision, beside the words of the report.</summary>
/// <param name="From">First day it may cover: of the week (Monday), month or year for such a precision.</param>
/// <param name="To">Last day it may cover.</param>
internal readonly record struct OccurrenceSpan(DateOnly From, DateOnly To, DayPrecision Precision)
{
    public OccurrenceSpan(Occurrence occurred)
        : this(Start(occurred.From, occurred.Precision), End(occurred.To, occurred.Precision), occurred.Precision)
    {
    }

    /// <summary>
    /// True when <paramref name="specific"/> says the same more exactly. Days known as days agree only when they begin alike: an incident
    /// counts on its first day.
    /// </summary>
    public bool Contains(OccurrenceSpan specific)
    {
        if (specific.From < From || specific.To > To)
        {
            return false;
        }

        return From == specific.From && To == specific.To
            ? specific.Precision < Precision
            : Precision != DayPrecision.Day || From == specific.From;
    }

    private static DateOnly Start(DateOnly day, DayPrecision precision) => precision switch
    {
        DayPrecision.Week => day.DayNumber < 7 ? DateOnly.MinValue : day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        DayPrecision.Month => new DateOnly(day.Year, day.Month, 1),
        DayPrecision.Year => new DateOnly(day.Year, 1, 1),
        _ => day,
    };

    private static DateOnly End(DateOnly day, DayPrecision precision) => precision switch
    {
        DayPrecision.Week => day.DayNumber > DateOnly.MaxValue.DayNumber - 7 ? DateOnly.MaxValue : day.AddDays(6 - (((int)day.DayOfWeek + 6) % 7)),
        DayPrecision.Month => new DateOnly(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month)),
        DayPrecision.Year => new DateOnly(day.Year, 12, 31),
        _ => day,
    };
}
