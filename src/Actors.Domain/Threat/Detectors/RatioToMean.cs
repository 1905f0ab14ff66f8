namespace Actors.Domain.Threat.Detectors;

/// <summary>How a period compares with the mean of those before it.</summary>
public enum Trend
{
    /// <summary>Too few to speak of a change (the low-volume guard).</summary>
    Limited,

    /// <summary>Below the lower band.</summary>
    Down,

    /// <summary>Between the bands.</summary>
    Steady,

    /// <summary>At or above the upper band.</summary>
    Up,
}

/// <summary>Ratio of a period to the trailing mean, in bands, as ACLED's Trendfinder publishes them (+25 % / −25 %).</summary>
public static class RatioToMean
{
    /// <summary>Where a period falls.</summary>
    /// <param name="current">This period's count, ≥ 0.</param>
    /// <param name="mean">Mean of the periods before it, ≥ 0.</param>
    /// <param name="up">Upper band as a ratio, &gt; 1 (1.25 = +25 %).</param>
    /// <param name="down">Lower band as a ratio, 0 … 1.</param>
    /// <param name="lowMean">Guard: with a mean of at most this …</param>
    /// <param name="lowCurrent">… and a count of at most this, nothing is said to have changed.</param>
    public static Trend Judge(double current, double mean, double up = 1.25, double down = 0.75, double lowMean = 2, double lowCurrent = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(current);
        ArgumentOutOfRangeException.ThrowIfNegative(mean);
        if (mean <= lowMean && current <= lowCurrent)
        {
            return Trend.Limited;
        }

        return current >= mean * up ? Trend.Up : current <= mean * down ? Trend.Down : Trend.Steady;
    }
}
