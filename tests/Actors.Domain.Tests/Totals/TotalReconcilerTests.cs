using Actors.Domain.Reports;
using Actors.Domain.Tests.Incidents;
using Actors.Domain.Totals;
using CsCheck;

namespace Actors.Domain.Tests.Totals;

public sealed class TotalReconcilerTests
{
    private static readonly SubjectId[] IraqAndSyria = [SubjectId.Region("iq"), SubjectId.Region("sy")];

    [Fact]
    public void Total_LeavesAtLeast37Unexplained_WhenAtLeast40AreStatedAnd3Itemised()
    {
        var reconciled = TotalReconciler.Reconcile(
            Total(TotalMeasure.Attacks, Figure.AtLeast(40), IraqAndSyria, "2023-10-01", DayPrecision.Approximate),
            new ItemisedTally(new Figure(2, 3, 3)));

        Assert.Equal((TotalState.UnexplainedGap, new Figure(37, 37, null)), (reconciled.State, reconciled.Unexplained));
        Assert.Equal(
            "us-officials states at least 40 attacks on us-forces in region:iq and region:sy from about 2023-10-01 to 2023-11-09; "
            + "2 to 3, best 3 itemised; at least 37 unexplained.",
            reconciled.Text);
    }

    [Fact]
    public void Total_LeavesAll45Unexplained_WhenNobodyItemisedIsInjured()
    {
        var reconciled = TotalReconciler.Reconcile(
            Total(TotalMeasure.Injured, Figure.Exactly(45), IraqAndSyria, "2023-10-01", DayPrecision.Approximate),
            new ItemisedTally(Figure.Exactly(0), Unknown: 1));

        Assert.Equal((TotalState.UnexplainedGap, Figure.Exactly(45)), (reconciled.State, reconciled.Unexplained));
        Assert.EndsWith("; 0 itemised; 45 unexplained. 1 incident without a figure may explain part of it.", reconciled.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Total_Agrees_WhenThreeAreStatedAndThreeItemised()
    {
        var reconciled = TotalReconciler.Reconcile(
            Total(TotalMeasure.Attacks, Figure.Exactly(3), [SubjectId.Region("iq")], "2023-11-09", DayPrecision.Day),
            new ItemisedTally(new Figure(2, 3, 3)));

        Assert.Equal(TotalState.Agreed, reconciled.State);
        Assert.Equal(
            "us-officials states 3 attacks on us-forces in region:iq on 2023-11-09; 2 to 3, best 3 itemised; the two agree.",
            reconciled.Text);
    }

    [Theory]
    [InlineData(5, 5, 5, 3, 3, 3, TotalState.UnexplainedGap, 2)]
    [InlineData(3, 3, 3, 5, 5, 5, TotalState.ItemisedAboveStated, 0)]
    [InlineData(3, 3, 3, 2, 4, 5, TotalState.Agreed, 0)]
    [InlineData(40, 40, -1, 50, 50, 50, TotalState.Agreed, 0)] // at least 40 is true of 50
    [InlineData(45, 45, 45, 7, 7, -1, TotalState.Agreed, 0)] // at least 7 itemised may be 45
    public void Total_StateFollowsFromWhetherTheRangesMeet_WhenStatedAndItemisedDiffer(
        long low, long best, long high, long itemisedLow, long itemisedBest, long itemisedHigh, TotalState state, long unexplained)
    {
        var reconciled = TotalReconciler.Reconcile(
            Total(TotalMeasure.Attacks, new Figure(low, best, high < 0 ? null : high), IraqAndSyria, null, DayPrecision.Day),
            new ItemisedTally(new Figure(itemisedLow, itemisedBest, itemisedHigh < 0 ? null : itemisedHigh)));

        Assert.Equal((state, unexplained), (reconciled.State, reconciled.Unexplained.Low));
    }

    [Fact]
    public void Total_GapIsOrderedAndBoundsEveryPossibleDifference_WhateverTheFigures()
    {
        var figures = from low in Gen.Long[0, 50]
                      from best in Gen.Long[0, 50]
                      from high in Gen.Long[0, 50]
                      from open in Gen.Bool
                      select new Figure(low, low + best, open ? null : low + best + high);
        Gen.Select(figures, figures, Gen.Double.Unit, Gen.Double.Unit).Sample((stated, itemised, s, i) =>
        {
            var reconciled = TotalReconciler.Reconcile(
                Total(TotalMeasure.Attacks, stated, IraqAndSyria, null, DayPrecision.Day), new ItemisedTally(itemised));
            var gap = reconciled.Unexplained;
            Assert.True(gap.Low >= 0 && gap.Low <= gap.Best && (gap.High is null || gap.Best <= gap.High));

            // Any truth the two statements allow leaves a difference within the gap.
            var truth = At(stated, s) - At(itemised, i);
            Assert.True(Math.Max(0, truth) >= gap.Low && (gap.High is null || truth <= gap.High));
            Assert.Equal(reconciled.State == TotalState.Agreed, stated.Low <= (itemised.High ?? long.MaxValue) && itemised.Low <= (stated.High ?? long.MaxValue));
        });
    }

    private static long At(Figure figure, double share) => figure.Low + (long)(((figure.High ?? figure.Best + 100) - figure.Low) * share);

    private static TotalReport Total(TotalMeasure measure, Figure value, SubjectId[] scope, string? from, DayPrecision precision) => new()
    {
        Id = "t",
        Source = "us-officials",
        PublishedAt = Reported.Evening,
        Scope = [.. scope],
        Target = "us-forces",
        Measure = measure,
        Value = value,
        From = from is null ? null : DateOnly.Parse(from),
        FromPrecision = precision,
        AsOf = new DateOnly(2023, 11, 9),
    };
}
