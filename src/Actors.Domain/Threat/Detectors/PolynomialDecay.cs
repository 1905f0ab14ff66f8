namespace Actors.Domain.Threat.Detectors;

/// <summary>
/// How a score ages (the closed form used by MISP and OpenCTI): S(t) = S₀·(1 − (t/τ)^(1/δ)), S₀ for t ≤ 0, 0 for t ≥ τ. It can be
/// inverted, so the moment at which a threshold is passed is known in advance.
/// </summary>
/// <param name="Tau">Lifetime, in any unit of time, &gt; 0.</param>
/// <param name="Delta">Shape, &gt; 0: above 1 drops early, below 1 holds and then falls.</param>
public readonly record struct PolynomialDecay(double Tau, double Delta)
{
    /// <summary>The share left at age <paramref name="t"/>, 0 … 1.</summary>
    public double At(double t) => t <= 0 ? 1 : t >= Tau ? 0 : 1 - Math.Pow(t / Tau, 1 / Delta);

    /// <summary>The age at which this share is left: τ·(1 − share)^δ.</summary>
    /// <param name="share">0 … 1.</param>
    public double AgeAt(double share)
    {
        if (share is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share left must be 0 … 1.");
        }

        return Tau * Math.Pow(1 - share, Delta);
    }
}
