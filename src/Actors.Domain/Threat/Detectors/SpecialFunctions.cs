namespace Actors.Domain.Threat.Detectors;

/// <summary>The special functions behind the distributions, from the NIST Digital Library of Mathematical Functions (DLMF).</summary>
/// <remarks>Relative error below 1e-12 in the ranges the detectors use (arguments up to 1e6).</remarks>
internal static class SpecialFunctions
{
    private const int MaxTerms = 100_000;
    private const double Epsilon = 1e-16;
    private const double Tiny = 1e-300;

    /// <summary>ln Γ(x), x &gt; 0: the recurrence Γ(x+1) = xΓ(x) (DLMF 5.5.1) up to x ≥ 15, then Stirling's series (DLMF 5.11.1).</summary>
    public static double LogGamma(double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(x);
        var shift = 0.0;
        while (x < 15)
        {
            shift += Math.Log(x);
            x++;
        }

        var r = 1 / x;
        var r2 = r * r;
        var series = r * ((1.0 / 12) - (r2 * ((1.0 / 360) - (r2 * ((1.0 / 1260) - (r2 * ((1.0 / 1680) - (r2 / 1188))))))));
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series - shift;
    }

    /// <summary>Regularised lower incomplete gamma P(a, x), a &gt; 0, x ≥ 0.</summary>
    public static double GammaP(double a, double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(a);
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        return x == 0 ? 0 : x < a + 1 ? LowerSeries(a, x) : 1 - UpperFraction(a, x);
    }

    /// <summary>Regularised upper incomplete gamma Q(a, x) = 1 − P(a, x), without cancellation in the tail.</summary>
    public static double GammaQ(double a, double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(a);
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        return x == 0 ? 1 : x < a + 1 ? 1 - LowerSeries(a, x) : UpperFraction(a, x);
    }

    /// <summary>Regularised incomplete beta I_x(a, b), 0 ≤ x ≤ 1: continued fraction DLMF 8.17.22, on the side where it converges fast.</summary>
    public static double BetaI(double x, double a, double b)
    {
        if (x is < 0 or > 1)
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, "x must be 0 … 1.");
        }

        if (x is 0 or 1)
        {
            return x;
        }

        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x)));
        return x < (a + 1) / (a + b + 2)
            ? front * BetaFraction(x, a, b) / a
            : 1 - (front * BetaFraction(1 - x, b, a) / b);
    }

    // DLMF 8.11.4: γ(a,x) = x^a e^-x Σ x^k / (a)_{k+1}.
    private static double LowerSeries(double a, double x)
    {
        var term = 1 / a;
        var sum = term;
        for (var k = 1; k < MaxTerms; k++)
        {
            term *= x / (a + k);
            sum += term;
            if (term < sum * Epsilon)
            {
                return sum * Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
            }
        }

        throw new ArithmeticException($"The series of the incomplete gamma function did not converge for a = {a}, x = {x}.");
    }

    // DLMF 8.9.2 in its even form, evaluated from the front (Lentz, Applied Optics 15, 1976).
    private static double UpperFraction(double a, double x)
    {
        var b = x + 1 - a;
        var c = 1 / Tiny;
        var d = 1 / b;
        var h = d;
        for (var k = 1; k < MaxTerms; k++)
        {
            var numerator = -k * (k - a);
            b += 2;
            d = 1 / NotZero((numerator * d) + b);
            c = NotZero(b + (numerator / c));
            var delta = d * c;
            h *= delta;
            if (Math.Abs(delta - 1) < Epsilon * 4)
            {
                return h * Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
            }
        }

        throw new ArithmeticException($"The fraction of the incomplete gamma function did not converge for a = {a}, x = {x}.");
    }

    private static double BetaFraction(double x, double a, double b)
    {
        var c = 1.0;
        var d = 1 / NotZero(1 - ((a + b) * x / (a + 1)));
        var h = d;
        for (var m = 1; m < MaxTerms; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            h *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            var delta = d * c;
            h *= delta;
            if (Math.Abs(delta - 1) < Epsilon * 4)
            {
                return h;
            }
        }

        throw new ArithmeticException($"The fraction of the incomplete beta function did not converge for x = {x}, a = {a}, b = {b}.");
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
