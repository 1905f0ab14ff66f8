namespace Actors.Domain.Threat.Detectors;

/// <summary>A day and its value in a series that may become a record.</summary>
public readonly record struct DayValue(DateOnly Day, double Value);

/// <summary>How a day stands among the days before it.</summary>
/// <param name="Day">The day judged.</param>
/// <param name="Value">Its value.</param>
/// <param name="EarlierDays">Earlier days with data in the lookback.</param>
/// <param name="PreviousMaximum">Greatest earlier value; null without earlier days.</param>
/// <param name="PreviousMaximumDay">The last earlier day that had it.</param>
/// <param name="LastAtLeast">The last earlier day with at least this value: "the most since …"; null: the most of all.</param>
public sealed record RecordStanding(
    DateOnly Day, double Value, int EarlierDays, double? PreviousMaximum, DateOnly? PreviousMaximumDay, DateOnly? LastAtLeast)
{
    /// <summary>Greater than every earlier day (also when there is none).</summary>
    public bool IsRecord => LastAtLeast is null;

    /// <summary>Equals the greatest earlier day.</summary>
    public bool EqualsRecord => PreviousMaximum is { } maximum && Value.Equals(maximum);
}

/// <summary>Finds whether a day is a record.</summary>
public static class RecordDay
{
    /// <summary>Judges <paramref name="day"/> against the earlier days with data.</summary>
    /// <param name="days">Ascending by day; later days than the one judged are not looked at.</param>
    /// <param name="day">The day judged.</param>
    /// <param name="value">Its value.</param>
    /// <param name="lookbackDays">Only days at most so many before it; null: all.</param>
    public static RecordStanding Judge(IEnumerable<DayValue> days, DateOnly day, double value, int? lookbackDays = null)
    {
        ArgumentNullException.ThrowIfNull(days);
        var first = lookbackDays is { } back && back < day.DayNumber ? day.AddDays(-back) : DateOnly.MinValue;
        var earlier = 0;
        double? maximum = null;
        DateOnly? maximumDay = null, lastAtLeast = null;
        foreach (var other in days)
        {
            if (other.Day >= day)
            {
                break;
            }

            if (other.Day < first)
            {
                continue;
            }

            earlier++;
            if (maximum is null || other.Value >= maximum)
            {
                (maximum, maximumDay) = (other.Value, other.Day);
            }

            if (other.Value >= value)
            {
                lastAtLeast = other.Day;
            }
        }

        return new RecordStanding(day, value, earlier, maximum, maximumDay, lastAtLeast);
    }
}
