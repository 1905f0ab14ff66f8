using Actors.Domain.Reports;

namespace Actors.Domain.Totals;

/// <summary>How a stated total stands to our own tally.</summary>
public enum TotalState
{
    /// <summary>Both can be true: their ranges meet.</summary>
    Agreed,

    /// <summary>More is stated than is itemised.</summary>
    UnexplainedGap,

    /// <summary>More is itemised than the source states.</summary>
    ItemisedAboveStated,
}

/// <summary>Our tally over the window, scope and target of a stated total.</summary>
/// <param name="Count">Attacks, killed or injured: low, best, high.</param>
/// <param name="Unknown">For killed and injured: incidents without a figure, which may explain part of a gap.</param>
/// <param name="Undated">Incidents of that scope and target without a day, in no window.</param>
public readonly record struct ItemisedTally(Figure Count, long Unknown = 0, long Undated = 0);

/// <summary>A stated total held against our tally.</summary>
/// <param name="Report">Id of the total report.</param>
/// <param name="Stated">As the source states it.</param>
/// <param name="Itemised">As we count it.</param>
/// <param name="Unexplained">Stated and not itemised: at least, best, at most (null: nothing bounds it); never below 0.</param>
/// <param name="Excess">Itemised and not stated: at least, best, at most.</param>
/// <param name="Text">The same in plain words.</param>
public sealed record ReconciledTotal(
    string Report,
    string Source,
    TotalMeasure Measure,
    Figure Stated,
    ItemisedTally Itemised,
    Figure Unexplained,
    Figure Excess,
    TotalState State,
    string Text);
