namespace Actors.Ledger;

/// <summary>A query's window of days as bounds on the sort day (minus the day number; undated: the greatest integer).</summary>
/// <param name="LowSortDay">Least sort day that can match.</param>
/// <param name="HighSortDay">Greatest sort day that can match.</param>
/// <param name="LeastLastDay">Least last day that matches, or the least integer.</param>
internal readonly record struct RevisionWindow(int LowSortDay, int HighSortDay, int LeastLastDay)
{
    private const int Undated = int.MaxValue;

    /// <summary>Days no window excludes, undated incidents included.</summary>
    public static RevisionWindow All { get; } = new(int.MinValue, Undated, int.MinValue);

    /// <summary>
    /// The windows to search, one after the other: without a lower bound there is one; with a lower bound, incidents of
    /// short spans lie within a month before it, and the few long ones are looked up apart.
    /// </summary>
    public static (RevisionWindow Short, RevisionWindow? Long) Of(RevisionQuery query)
    {
        if (query.From is null && query.To is null)
        {
            return (All, null);
        }

        var low = query.To is { } to ? -to.DayNumber : int.MinValue;
        if (query.From is not { } from)
        {
            return (new(low, Undated - 1, int.MinValue), null);
        }

        var reach = from.DayNumber - LedgerPlans.LongSpanDays;
        return (new(low, -reach, from.DayNumber), new(low, Undated - 1, from.DayNumber));
    }
}
