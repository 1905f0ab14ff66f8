namespace Actors.Domain.Stix;

/// <summary>STIX confidence 0–100 from Admiralty credibility (STIX 2.1, appendix A).</summary>
public static class StixConfidence
{
    /// <summary>1 → 90, 2 → 70, 3 → 50, 4 → 30, 5 → 10; 6 cannot be judged and has no value, never 0.</summary>
    public static int? OfCredibility(int? credibility) => credibility switch
    {
        null or 6 => null,
        1 => 90,
        2 => 70,
        3 => 50,
        4 => 30,
        5 => 10,
        _ => throw new ArgumentOutOfRangeException(nameof(credibility), credibility, "Credibility is graded 1 … 6."),
    };
}
