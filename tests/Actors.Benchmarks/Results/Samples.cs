namespace Actors.Benchmarks.Results;

/// <summary>Repeated measurements of one figure.</summary>
public sealed class Samples(IEnumerable<double> values)
{
    private readonly double[] sorted = [.. values.Order()];

    /// <summary>How many there are.</summary>
    public int Count => sorted.Length;

    /// <summary>The middle one (the lower of two).</summary>
    public double Median => Quantile(0.5);

    /// <summary>The least and the greatest.</summary>
    public (double Least, double Greatest) Spread => (sorted[0], sorted[^1]);

    /// <summary>The smallest value that at least this share of the samples does not exceed (nearest rank).</summary>
    /// <param name="share">0 … 1.</param>
    public double Quantile(double share) => sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
}
