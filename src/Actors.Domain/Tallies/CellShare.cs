using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

/// <summary>One incident's share of one cell.</summary>
internal readonly struct CellShare(int dimension, int value, Membership at, in IncidentCount count, in PartyCasualties all, in PartyCasualties party)
{
    public readonly int Dimension = dimension;
    public readonly int Value = value;
    public readonly TallyCell Cell = Of(at, count, all);
    public readonly FigureSums Party = Of(at, party);

    private static TallyCell Of(Membership at, in IncidentCount count, in PartyCasualties figures)
    {
        var cell = default(TallyCell);
        cell.AddCounts(at, count.Intercepted, count.Contested, count.DayPrecise, 1);
        cell.Figures.Add(at, figures, 1);
        return cell;
    }

    private static FigureSums Of(Membership at, in PartyCasualties figures)
    {
        var sums = default(FigureSums);
        sums.Add(at, figures, 1);
        return sums;
    }
}
