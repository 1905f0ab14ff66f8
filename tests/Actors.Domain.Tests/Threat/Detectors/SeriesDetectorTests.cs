using Actors.Domain.Threat.Detectors;

namespace Actors.Domain.Tests.Threat.Detectors;

/// <summary>Values from the reference (R surveillance; computed again independently).</summary>
public sealed class SeriesDetectorTests
{
    private static readonly double[] Surge = [150, 130, 122, 160, 155, 128, 144, 125, 300, 319, 289, 277, 500];
    private static readonly double[] Sparse = [0, 0, 0, 0, 0, 0, 0, 3, 2, 3, 0, 3];

    [Fact]
    public void EarsC1_GivesReferenceBounds_WhenSeriesSurges()
    {
        double[] expected = [186.728, 184.875, 355.586, 445.752, 483.636, 500.155];
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], Ears.C1(Surge, 7 + i, 0.001, 0), 3);
        }
    }

    [Fact]
    public void EarsC1_HidesTheSurge_WhenItsBaselineIsContaminated() =>
        Assert.True(Surge[12] < Ears.C1(Surge, 12, 0.001, 0));

    [Fact]
    public void EarsC2_GivesReferenceBounds_WhenSeriesSurges()
    {
        double[] expected = [186.728, 184.875, 355.586, 445.752];
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], Ears.C2(Surge, 9 + i, 0.001, 0), 3);
        }
    }

    [Fact]
    public void EarsC1_GivesReferenceBounds_WhenSeriesIsSparse()
    {
        double[] expected = [1.545, 3.933, 4.588, 5.666, 5.666];
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], Ears.C1(Sparse, 7 + i, 0.001, 0.5), 3);
        }
    }

    [Fact]
    public void EarsC3_LowersItsBound_AfterDaysAboutToAlarm()
    {
        double[] quiet = [100, 101, 99, 102, 98, 100, 101, 100, 101, 103, 101, 100, 102];
        Assert.Equal(101.26741467631926, Ears.C3(quiet, 11, 0.025, 0.5), 9);
        Assert.Equal(103.8572201659565, Ears.C3(quiet, 12, 0.025, 0.5), 9);
        Assert.Equal(0, Ears.C3(Surge, 12, 0.025, 0.5));
    }

    [Fact]
    public void EarsC3_Refuses_WhenBaselineIsSilentAndMinSigmaZero() =>
        Assert.Throws<ArgumentException>(() => Ears.C3(new double[12], 11, 0.025, 0));

    [Fact]
    public void Ears_Refuses_WhenThereIsNoBaseline() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Ears.C1(Surge, 6, 0.001, 0.5));

    [Fact]
    public void WeightedEars_FindsTheSurge_ThatC1Hides()
    {
        double[] expected = [179.752013142, 177.635476021, 182.045075309, 397.913502966, 441.411551941, 458.070564033];
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], WeightedEars.UpperBound(Surge.AsSpan(i, 7), 0.025), 6);
        }

        Assert.True(Surge[12] > WeightedEars.UpperBound(Surge.AsSpan(5, 7), 0.025));
    }

    [Fact]
    public void WeightedEars_ForgetsALoneOutlier_WhenAllOtherDaysAreEqual() =>
        Assert.Equal(5 + (StudentT.Quantile(0.975, 6) * 0.5 * Math.Sqrt(8.0 / 7)), WeightedEars.UpperBound([5, 5, 5, 400, 5, 5, 5], 0.025, 0.5), 9);

    [Fact]
    public void Cusum_GivesReferenceSums()
    {
        double[] expected = [0, 0, 0, 0, 0.1847, 1.1860, 0.5542];
        var sums = Cusum.Run([1, 0, 2, 1, 3, 4, 2], 1.5);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], sums[i], 4);
            Assert.True(sums[i] < Cusum.DefaultH);
        }
    }

    [Fact]
    public void CusumUpperBound_IsTheLeastCountThatAlarms()
    {
        var bound = Cusum.UpperBound(0.5, 1.5);
        Assert.True(Cusum.Step(0.5, bound, 1.5) >= Cusum.DefaultH);
        Assert.True(Cusum.Step(0.5, bound - 1, 1.5) < Cusum.DefaultH);
    }

    [Fact]
    public void Cusum_StartsAnew_AfterAnAlarmWithReset()
    {
        Assert.Equal(Cusum.Step(0, 2, 1.5), Cusum.Run([9, 2], 1.5, reset: 0)[1]);
        Assert.Equal(Cusum.Step(Cusum.DefaultH / 2, 2, 1.5), Cusum.Run([9, 2], 1.5, reset: Cusum.DefaultH / 2)[1]);
        Assert.True(Cusum.Run([9, 2], 1.5)[1] > Cusum.DefaultH);
    }

    [Fact]
    public void RogersonCusum_EqualsTheStandardisedSum_WhenReferenceAndLimitFollowTheMean()
    {
        double[] counts = [1, 0, 2, 1, 3, 4, 2];
        var references = counts.Select(_ => 1.5 + (Cusum.DefaultK * Math.Sqrt(1.5))).ToArray();
        var limits = counts.Select(_ => Cusum.DefaultH * Math.Sqrt(1.5)).ToArray();
        Assert.Equal(Cusum.Run(counts, 1.5), Cusum.RunTimeVarying(counts, references, limits), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void RogersonCusum_ExpectsMore_OnDaysWithALargerReference()
    {
        var sums = Cusum.RunTimeVarying([4, 4], [2, 6], [2.26, 2.26]);
        Assert.Equal([2, 0], sums);
    }

    [Fact]
    public void CusumReference_LiesBetweenBothMeans() => Assert.Equal(1 / Math.Log(2), Cusum.Reference(1, 2), 12);
}
