using System.Collections.Immutable;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Domain.Totals;

/// <summary>How two stated totals cannot both be true.</summary>
public enum TotalConflictKind
{
    /// <summary>A source's running total for a longer window is lower than its own for a shorter one.</summary>
    Falls,

    /// <summary>Two sources' totals exclude each other.</summary>
    Contradicts,
}

/// <summary>A conflict with another total, seen from the one that holds it.</summary>
/// <param name="With">Id of the other total report.</param>
/// <param name="Text">In plain words.</param>
public sealed record TotalConflict(string With, TotalConflictKind Kind, string Text);

/// <summary>One stated total in its series.</summary>
public sealed record SeriesTotal(TotalReport Total, ImmutableArray<TotalConflict> Conflicts);

/// <summary>
/// Stated totals beside each other: none is dropped, smoothed or preferred. What happened in a shorter window and a smaller scope cannot be
/// more than what happened in a longer and a larger that contain it; where two totals say otherwise, both are marked.
/// </summary>
public static class TotalSeries
{
    /// <summary>The totals by target, measure, scope, last day covered, and report order, with their conflicts.</summary>
    /// <param name="holding">Signals that hold; those that are no totals are left aside.</param>
    /// <remarks>A start that is only about known is compared with no other start but the same.</remarks>
    public static ImmutableArray<SeriesTotal> Of(IEnumerable<Signal> holding)
    {
        ArgumentNullException.ThrowIfNull(holding);
        var totals = holding
            .Where(signal => signal.Report is TotalReport)
            .Select(signal => (Signal: signal, Total: (TotalReport)signal.Report, Scope: Scope((TotalReport)signal.Report)))
            .OrderBy(item => item.Total.Target, StringComparer.Ordinal)
            .ThenBy(item => item.Total.Measure)
            .ThenBy(item => item.Scope.Key, StringComparer.Ordinal)
            .ThenBy(item => item.Total.AsOf)
            .ThenBy(item => item.Signal.EffectiveAt.UtcTicks)
            .ThenBy(item => item.Total.Id, StringComparer.Ordinal)
            .DistinctBy(item => item.Total.Id, StringComparer.Ordinal)
            .ToList();
        return
        [
            .. totals.Select(item => new SeriesTotal(
                item.Total,
                [.. totals.Select(other => ConflictOf(item.Total, item.Scope.Set, other.Total, other.Scope.Set)).OfType<TotalConflict>()])),
        ];
    }

    private static TotalConflict? ConflictOf(TotalReport one, ImmutableHashSet<SubjectId> scope, TotalReport other, ImmutableHashSet<SubjectId> otherScope)
    {
        if (ReferenceEquals(one, other) || one.Measure != other.Measure || one.Target != other.Target)
        {
            return null;
        }

        var exceeds = IsWithin(one, scope, other, otherScope) && other.Value.High < one.Value.Low;
        var exceeded = IsWithin(other, otherScope, one, scope) && one.Value.High < other.Value.Low;
        if (!exceeds && !exceeded)
        {
            return null;
        }

        var (less, more) = exceeds ? (one, other) : (other, one);
        var kind = string.Equals(one.RootSource, other.RootSource, StringComparison.Ordinal) ? TotalConflictKind.Falls : TotalConflictKind.Contradicts;
        return new TotalConflict(
            other.Id,
            kind,
            $"{less.RootSource} states {ClaimText.Of(less.Value)} {TotalText.Of(less.Measure)} {TotalText.WindowOf(less)}, "
            + $"{more.RootSource} only {ClaimText.Of(more.Value)} {TotalText.WindowOf(more)}.");
    }

    /// <summary>True when all that <paramref name="small"/> covers is certainly covered by <paramref name="large"/>.</summary>
    private static bool IsWithin(TotalReport small, ImmutableHashSet<SubjectId> scope, TotalReport large, ImmutableHashSet<SubjectId> largeScope) =>
        small.AsOf <= large.AsOf
        && scope.IsSubsetOf(largeScope)
        && ((small.From == large.From && small.FromPrecision == large.FromPrecision)
            || (small is { From: { } start, FromPrecision: DayPrecision.Day } && large is { From: { } other, FromPrecision: DayPrecision.Day } && start >= other));

    private static (string Key, ImmutableHashSet<SubjectId> Set) Scope(TotalReport total)
    {
        var set = total.Scope.ToImmutableHashSet();
        return (string.Join(' ', set.Select(subject => subject.ToString()).Order(StringComparer.Ordinal)), set);
    }
}
