namespace Actors.Domain.Tallies;

/// <summary>A question as cells can answer it: sections to add or subtract, at most one dimension restricted to some values.</summary>
/// <param name="Filter">With the subject's own perspective (<c>region?target=G</c> asked of G is G as target within the region).</param>
/// <param name="Restricted">The dimension whose <paramref name="Values"/> count; −1: none.</param>
/// <param name="Values">By number.</param>
/// <param name="PartyTotal">Sum the figures of the party, not those of all, outside the rows.</param>
/// <param name="PartyRows">The same for the rows.</param>
internal sealed record SubjectQuery(TallyFilter Filter, TallyBy By, int Restricted, bool[] Values, bool PartyTotal, bool PartyRows)
{
    /// <summary>True when rows are values of a dimension.</summary>
    public bool HasValueRows => By != TallyBy.None && !By.IsTime();

    public bool Takes(int value) => value < Values.Length && Values[value];
}
