namespace Actors.Domain.Incidents;

/// <summary>
/// How much a claim, or several that agree, weigh in ranking. The two axes of the Admiralty code are compared where both were judged; a
/// grade that "cannot be judged" (F, 6) is not a middle grade: such a claim never outweighs one that was judged on both axes, and among
/// such claims the axis that was judged decides.
/// </summary>
/// <param name="Judged">Sum over root sources of reliability × credibility; 0 where either cannot be judged.</param>
/// <param name="Partly">Sum over root sources of reliability + credibility; decides among equal <paramref name="Judged"/>.</param>
public readonly record struct ClaimWeight(int Judged, int Partly) : IComparable<ClaimWeight>
{
    /// <summary>The weight of two root sources that agree. (The caller counts each root source once.)</summary>
    public static ClaimWeight operator +(ClaimWeight one, ClaimWeight other) =>
        new(one.Judged + other.Judged, one.Partly + other.Partly);

    public static bool operator >(ClaimWeight one, ClaimWeight other) => one.CompareTo(other) > 0;

    public static bool operator <(ClaimWeight one, ClaimWeight other) => one.CompareTo(other) < 0;

    public static bool operator >=(ClaimWeight one, ClaimWeight other) => one.CompareTo(other) >= 0;

    public static bool operator <=(ClaimWeight one, ClaimWeight other) => one.CompareTo(other) <= 0;

    /// <inheritdoc/>
    public int CompareTo(ClaimWeight other) =>
        Judged != other.Judged ? Judged.CompareTo(other.Judged) : Partly.CompareTo(other.Partly);
}
