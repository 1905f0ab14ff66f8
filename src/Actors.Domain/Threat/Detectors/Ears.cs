namespace Actors.Domain.Threat.Detectors;

/// <summary>
/// The Early Aberration Reporting System's C1, C2 and C3 for short daily series, as in the R package surveillance (earsC):
/// a day alarms when its count is above the upper bound U.
/// </summary>
/// <remarks>A baseline contaminated by the days just before hides a surge (C1 more than C2); <see cref="WeightedEars"/> answers that.
/// <c>minSigma</c> (0.5 or 1 for sparse counts) keeps U apart from 0 after a silent baseline.</remarks>
public static class Ears
{
    /// <summary>Days of a baseline.</summary>
    public const int BaselineDays = 7;

    /// <summary>First index C1 can judge.</summary>
    public const int FirstC1 = BaselineDays;

    /// <summary>First index C2 can judge: its baseline ends three days before.</summary>
    public const int FirstC2 = BaselineDays + 2;

    /// <summary>First index C3 can judge: it looks at C2 of the two days before as well.</summary>
    public const int FirstC3 = FirstC2 + 2;

    /// <summary>U₁ = mean + z(1−α)·max(sd, minSigma) over t−7 … t−1; sd with n−1.</summary>
    /// <param name="counts">One value a day.</param>
    /// <param name="t">Index judged, at least <see cref="FirstC1"/>.</param>
    /// <param name="alpha">Chance of a false alarm, 0 &lt; α &lt; 1; .001 usual.</param>
    /// <param name="minSigma">Least standard deviation, ≥ 0.</param>
    public static double C1(ReadOnlySpan<double> counts, int t, double alpha, double minSigma) =>
        Bound(Baseline(counts, t, FirstC1, gap: 0), alpha, minSigma);

    /// <summary>U₂: as C1 over t−9 … t−3.</summary>
    public static double C2(ReadOnlySpan<double> counts, int t, double alpha, double minSigma) =>
        Bound(Baseline(counts, t, FirstC2, gap: 2), alpha, minSigma);

    /// <summary>U₃ = max(0, mean + s·(z(1−α) − Σ_{i=t−1,t−2} max(0, C2(i) − 1))), s = max(sd, minSigma) of C2's baseline; α .025 usual.</summary>
    /// <exception cref="ArgumentException">minSigma is 0 and a baseline is silent: C2(i) would divide by zero.</exception>
    public static double C3(ReadOnlySpan<double> counts, int t, double alpha, double minSigma)
    {
        var (mean, sd) = Baseline(counts, t, FirstC3, gap: 2);
        var excess = 0.0;
        for (var i = t - 2; i < t; i++)
        {
            var (earlier, spread) = Baseline(counts, i, FirstC2, gap: 2);
            var sigma = Math.Max(spread, minSigma);
            if (sigma == 0)
            {
                throw new ArgumentException("minSigma must be above 0 where a baseline may be silent (C3 divides by it).", nameof(minSigma));
            }

            excess += Math.Max(0, ((counts[i] - earlier) / sigma) - 1);
        }

        return Math.Max(0, mean + (Math.Max(sd, minSigma) * (NormalDistribution.Quantile(1 - alpha) - excess)));
    }

    private static double Bound((double Mean, double Sd) baseline, double alpha, double minSigma) =>
        baseline.Mean + (NormalDistribution.Quantile(1 - alpha) * Math.Max(baseline.Sd, minSigma));

    private static (double Mean, double Sd) Baseline(ReadOnlySpan<double> counts, int t, int first, int gap)
    {
        if (t < first || t > counts.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(t), t, $"The index must be {first} … {counts.Length}: earlier days have no baseline.");
        }

        var days = counts.Slice(t - gap - BaselineDays, BaselineDays);
        var mean = 0.0;
        foreach (var day in days)
        {
            mean += day;
        }

        mean /= BaselineDays;
        var squares = 0.0;
        foreach (var day in days)
        {
            squares += (day - mean) * (day - mean);
        }

        return (mean, Math.Sqrt(squares / (BaselineDays - 1)));
    }
}
