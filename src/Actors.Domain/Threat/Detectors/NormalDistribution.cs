namespace Actors.Domain.Threat.Detectors;

/// <summary>The standard normal distribution.</summary>
public static class NormalDistribution
{
    /// <summary>Φ(z) = ½ erfc(−z/√2), with erfc(x) = Q(½, x²) for x ≥ 0 (DLMF 7.11.2).</summary>
    public static double Cdf(double z) => z >= 0
        ? 1 - (0.5 * SpecialFunctions.GammaQ(0.5, z * z / 2))
        : 0.5 * SpecialFunctions.GammaQ(0.5, z * z / 2);

    /// <summary>The z with Φ(z) = p, 0 &lt; p &lt; 1: the start of Abramowitz and Stegun 26.2.23, refined by Halley's method.</summary>
    public static double Quantile(double p)
    {
        if (p is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "A probability must lie between 0 and 1, both excluded.");
        }

        if (p > 0.5)
        {
            return -Quantile(1 - p);
        }

        var t = Math.Sqrt(-2 * Math.Log(p));
        var z = -(t - ((2.515517 + (t * (0.802853 + (t * 0.010328)))) / (1 + (t * (1.432788 + (t * (0.189269 + (t * 0.001308))))))));
        for (var i = 0; i < 4; i++)
        {
            var step = (Cdf(z) - p) * Math.Sqrt(2 * Math.PI) * Math.Exp(z * z / 2);
            z -= step / (1 + (z * step / 2));
        }

        return z;
    }
}
