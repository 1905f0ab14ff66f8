namespace Actors.Domain.Threat.Detectors;

/// <summary>
/// Cumulative sum for counts, standardised (Rossi; defaults of algo.cusum in the R package surveillance):
/// S_t = max(0, S_{t−1} + (x − m)/√m − k), alarm when S ≥ h. Finds small lasting rises that no single day shows.
/// </summary>
public static class Cusum
{
    /// <summary>Usual reference value.</summary>
    public const double DefaultK = 1.04;

    /// <summary>Usual decision limit.</summary>
    public const double DefaultH = 2.26;

    /// <summary>One step.</summary>
    /// <param name="before">S of the day before, ≥ 0.</param>
    /// <param name="count">Today's count.</param>
    /// <param name="mean">Expected count, &gt; 0.</param>
    /// <param name="k">Reference value.</param>
    public static double Step(double before, double count, double mean, double k = DefaultK)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mean);
        return Math.Max(0, before + ((count - mean) / Math.Sqrt(mean)) - k);
    }

    /// <summary>The least count that alarms today: ⌈√m·(h + k − S_{t−1}) + m⌉, at least 0.</summary>
    public static long UpperBound(double before, double mean, double k = DefaultK, double h = DefaultH)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mean);
        return (long)Math.Max(0, Math.Ceiling((Math.Sqrt(mean) * (h + k - before)) + mean));
    }

    /// <summary>The S of every day.</summary>
    /// <param name="reset">What S becomes on the day after an alarm: null keeps adding, 0 starts anew, h/2 is the fast initial response.</param>
    public static double[] Run(ReadOnlySpan<double> counts, double mean, double k = DefaultK, double h = DefaultH, double? reset = null)
    {
        var sums = new double[counts.Length];
        var s = 0.0;
        for (var i = 0; i < counts.Length; i++)
        {
            sums[i] = s = Step(s, counts[i], mean, k);
            if (s >= h && reset is { } start)
            {
                s = start;
            }
        }

        return sums;
    }

    /// <summary>
    /// Rogerson's time-varying sum S_t = max(0, S_{t−1} + c_t(x_t − k_t)), c_t = h/h_t: the expectation may change from day to day.
    /// With k_t = m_t + k√m_t and h_t = h√m_t it is the standardised sum.
    /// </summary>
    /// <param name="counts">One a day.</param>
    /// <param name="references">k_t, one a day.</param>
    /// <param name="limits">h_t &gt; 0, one a day.</param>
    /// <param name="h">The one limit S is compared with.</param>
    public static double[] RunTimeVarying(ReadOnlySpan<double> counts, ReadOnlySpan<double> references, ReadOnlySpan<double> limits, double h = DefaultH)
    {
        if (references.Length != counts.Length || limits.Length != counts.Length)
        {
            throw new ArgumentException("There must be one reference and one limit for each count.", nameof(references));
        }

        var sums = new double[counts.Length];
        var s = 0.0;
        for (var i = 0; i < counts.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limits[i], nameof(limits));
            sums[i] = s = Math.Max(0, s + (h / limits[i] * (counts[i] - references[i])));
        }

        return sums;
    }

    /// <summary>The reference value between an in-control mean and the raised mean to be found: (m₁ − m₀)/(ln m₁ − ln m₀)
    /// (Lucas, Technometrics 27, 1985).</summary>
    public static double Reference(double mean, double raised)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mean);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(raised, mean);
        return (raised - mean) / (Math.Log(raised) - Math.Log(mean));
    }
}
