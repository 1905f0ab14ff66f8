namespace Actors.Domain.Threat.Detectors;

/// <summary>How surprising a count is against a mean.</summary>
public static class PoissonTail
{
    /// <summary>P(X ≥ count) for X Poisson with the given mean: P(count, mean), the regularised lower incomplete gamma (DLMF 8.4.10);
    /// 1 for count 0.</summary>
    /// <param name="count">≥ 0.</param>
    /// <param name="mean">≥ 0. A mean of 0 makes every count of at least 1 impossible: 0.</param>
    public static double AtLeast(long count, double mean)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(mean);
        return count == 0 ? 1 : SpecialFunctions.GammaP(count, mean);
    }
}
