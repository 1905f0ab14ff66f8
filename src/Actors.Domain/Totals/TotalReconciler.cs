using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Domain.Totals;

/// <summary>Holds totals that sources state against our own tally. Pure.</summary>
public static class TotalReconciler
{
    /// <summary>Compares one total with the tally over its window, scope and target.</summary>
    /// <remarks>
    /// Unexplained: low = stated low − itemised high, best = best − best, high = stated high − itemised low, each at least 0. So "at
    /// least 40" against 3 leaves at least 37 unexplained, with no upper bound.
    /// </remarks>
    public static ReconciledTotal Reconcile(TotalReport total, ItemisedTally itemised)
    {
        ArgumentNullException.ThrowIfNull(total);
        var unexplained = Difference(total.Value, itemised.Count);
        var excess = Difference(itemised.Count, total.Value);
        var state = unexplained.Low > 0 ? TotalState.UnexplainedGap
            : excess.Low > 0 ? TotalState.ItemisedAboveStated
            : TotalState.Agreed;
        return new ReconciledTotal(
            total.Id,
            total.RootSource,
            total.Measure,
            total.Value,
            itemised,
            unexplained,
            excess,
            state,
            TextOf(total, itemised, unexplained, excess, state));
    }

    /// <summary><paramref name="more"/> − <paramref name="less"/> where both are only known within bounds; never below 0.</summary>
    private static Figure Difference(Figure more, Figure less) => new(
        less.High is { } most ? Math.Max(0, more.Low - most) : 0,
        Math.Max(0, more.Best - less.Best),
        more.High is { } high ? Math.Max(0, high - less.Low) : null);

    private static string TextOf(TotalReport total, ItemisedTally itemised, Figure unexplained, Figure excess, TotalState state)
    {
        var stated = $"{total.RootSource} states {ClaimText.Of(total.Value)} {TotalText.Of(total.Measure)}"
            + (total.Target is { } target ? $"{(total.Measure == TotalMeasure.Attacks ? " on " : " of ")}{target}" : "")
            + $" in {string.Join(" and ", total.Scope)} {TotalText.WindowOf(total)}";
        var counted = $"{ClaimText.Of(itemised.Count)} itemised";
        var verdict = state switch
        {
            TotalState.UnexplainedGap => $"{ClaimText.Of(unexplained)} unexplained",
            TotalState.ItemisedAboveStated => $"{ClaimText.Of(excess)} more than stated",
            _ => "the two agree",
        };
        return $"{stated}; {counted}; {verdict}."
            + (itemised.Unknown > 0 ? $" {Incidents(itemised.Unknown)} without a figure may explain part of it." : "")
            + (itemised.Undated > 0 ? $" {Incidents(itemised.Undated)} without a day {(itemised.Undated == 1 ? "is" : "are")} in no window." : "");
    }

    private static string Incidents(long count) => count == 1 ? "1 incident" : $"{count} incidents";
}
