using System.Collections.Immutable;
using Actors.Domain.Threat.Detectors;

namespace Actors.Domain.Threat.Policies;

/// <summary>How much an incident weighs: reliability × credibility × outcome × decay(age). Every grade has its own number, also F and 6:
/// "cannot be judged" is never taken for "medium" unseen.</summary>
/// <param name="Reliability">A … F, 0 … 1 each.</param>
/// <param name="Credibility">1 … 6, 0 … 1 each.</param>
/// <param name="Hit">Weight of the outcome, 0 … 1.</param>
/// <param name="Intercepted">An intercepted attack is an attack.</param>
/// <param name="Failed">0 … 1.</param>
/// <param name="Unknown">0 … 1.</param>
/// <param name="Decay">Age in days.</param>
public sealed record EvidenceWeights(
    ImmutableArray<double> Reliability, ImmutableArray<double> Credibility,
    double Hit, double Intercepted, double Failed, double Unknown, PolynomialDecay Decay)
{
    /// <summary>The weight without age.</summary>
    /// <param name="reliability">A … F.</param>
    /// <param name="credibility">1 … 6.</param>
    /// <param name="outcome">Slug.</param>
    public double Fresh(char reliability, int credibility, string outcome) =>
        OfReliability(reliability) * OfCredibility(credibility) * (outcome switch
        {
            "hit" => Hit,
            "intercepted" => Intercepted,
            "failed" => Failed,
            _ => Unknown,
        });

    /// <summary>The factor of a reliability grade.</summary>
    public double OfReliability(char grade) => grade is >= 'A' and <= 'F'
        ? Reliability[grade - 'A']
        : throw new ArgumentOutOfRangeException(nameof(grade), grade, "Reliability is graded A … F.");

    /// <summary>The factor of a credibility grade.</summary>
    public double OfCredibility(int grade) => grade is >= 1 and <= 6
        ? Credibility[grade - 1]
        : throw new ArgumentOutOfRangeException(nameof(grade), grade, "Credibility is graded 1 … 6.");
}
