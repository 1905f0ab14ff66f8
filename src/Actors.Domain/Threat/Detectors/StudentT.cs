using System.Collections.Concurrent;

namespace Actors.Domain.Threat.Detectors;

/// <summary>Student's t distribution.</summary>
public static class StudentT
{
    // A policy asks for the same few quantiles at every decision, and each costs fifty incomplete beta functions.
    private const int MaxRemembered = 256;
    private static readonly ConcurrentDictionary<(double P, double Degrees), double> Remembered = new();

    /// <summary>P(T ≤ t) with <paramref name="degrees"/> of freedom &gt; 0: the tail is ½ I_x(ν/2, ½), x = ν/(ν+t²) (Abramowitz and Stegun 26.7.1).</summary>
    public static double Cdf(double t, double degrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degrees);
        var tail = 0.5 * SpecialFunctions.BetaI(degrees / (degrees + (t * t)), degrees / 2, 0.5);
        return t > 0 ? 1 - tail : tail;
    }

    /// <summary>The t with P(T ≤ t) = p, 0 &lt; p &lt; 1, by bisection to the last bits.</summary>
    public static double Quantile(double p, double degrees)
    {
        if (p is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "A probability must lie between 0 and 1, both excluded.");
        }

        if (p < 0.5)
        {
            return -Quantile(1 - p, degrees);
        }

        if (Remembered.TryGetValue((p, degrees), out var known))
        {
            return known;
        }

        var quantile = Bisect(p, degrees);
        if (Remembered.Count < MaxRemembered)
        {
            Remembered[(p, degrees)] = quantile;
        }

        return quantile;
    }

    private static double Bisect(double p, double degrees)
    {
        var high = 1.0;
        while (Cdf(high, degrees) < p)
        {
            high *= 2;
        }

        var low = 0.0;
        for (var i = 0; i < 200 && high - low > 1e-14 * Math.Max(1, high); i++)
        {
            var middle = (low + high) / 2;
            if (Cdf(middle, degrees) < p)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return (low + high) / 2;
    }
}
