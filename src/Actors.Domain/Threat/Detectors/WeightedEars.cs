namespace Actors.Domain.Threat.Detectors;

/// <summary>
/// EARS with a proper prediction interval and a baseline that forgets earlier surges (the method of epitweetr, after Farrington):
/// U = ȳ_w + t(1−α, n−1)·sd_w·√(1 + 1/n), where baseline days with an externally studentised residual r above r* = t(.95, n−2)
/// weigh (r*/r)⁴; weights sum to n.
/// </summary>
public static class WeightedEars
{
    /// <summary>The upper bound of the day after the baseline.</summary>
    /// <param name="baseline">Counts of the n ≥ 4 days before, one a day.</param>
    /// <param name="alpha">0 &lt; α &lt; 1; .025 usual.</param>
    /// <param name="minSigma">Least standard deviation, ≥ 0: keeps the bound apart from the mean after a silent baseline.</param>
    /// <param name="outlierAlpha">Residuals beyond this upper quantile weigh less; 1 turns the weighing off.</param>
    /// <param name="power">How fast an outlier loses weight, ≥ 0.</param>
    public static double UpperBound(ReadOnlySpan<double> baseline, double alpha, double minSigma = 0, double outlierAlpha = 0.05, double power = 4)
    {
        var n = baseline.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 4, nameof(baseline));
        var weights = new double[n];
        Array.Fill(weights, 1);
        if (outlierAlpha < 1)
        {
            Weigh(baseline, StudentT.Quantile(1 - outlierAlpha, n - 2), power, weights);
        }

        var sum = 0.0;
        var mean = 0.0;
        for (var i = 0; i < n; i++)
        {
            sum += weights[i];
            mean += weights[i] * baseline[i];
        }

        mean /= sum;
        var squares = 0.0;
        for (var i = 0; i < n; i++)
        {
            squares += weights[i] * n / sum * (baseline[i] - mean) * (baseline[i] - mean);
        }

        var sd = Math.Max(Math.Sqrt(squares / (n - 1)), minSigma);
        return mean + (StudentT.Quantile(1 - alpha, n - 1) * sd * Math.Sqrt(1 + (1.0 / n)));
    }

    // For a mean alone, the standard error without day i is the sd of the other days and every leverage is 1/n
    // (Chatterjee and Hadi, Sensitivity Analysis in Linear Regression, 1988, p. 74).
    private static void Weigh(ReadOnlySpan<double> days, double threshold, double power, double[] weights)
    {
        var n = days.Length;
        var total = 0.0;
        foreach (var day in days)
        {
            total += day;
        }

        for (var i = 0; i < n; i++)
        {
            var residual = days[i] - (total / n);
            if (residual <= 0)
            {
                continue;
            }

            var otherMean = (total - days[i]) / (n - 1);
            var squares = 0.0;
            for (var j = 0; j < n; j++)
            {
                squares += j == i ? 0 : (days[j] - otherMean) * (days[j] - otherMean);
            }

            var error = Math.Sqrt(squares / (n - 2)) * Math.Sqrt(1 - (1.0 / n));
            var studentised = error == 0 ? double.PositiveInfinity : residual / error;
            weights[i] = studentised > threshold ? Math.Pow(threshold / studentised, power) : 1;
        }
    }
}
