using Actors.Gateway.Incidents;
using Actors.Page.Layout;

namespace Actors.Page.Parts;

/// <summary>Casualties of an incident in one figure: the one for all parties where stated, else the sum over the parties.</summary>
public static class CasualtyText
{
    public static string Of(IReadOnlyList<CasualtyJson> casualties, Func<CasualtyJson, FigureJson?> figure)
    {
        var (low, best, high) = Sum(casualties, figure) ?? (-1, -1, -1);
        return low < 0 ? "unknown" : Words.Count(low, best, high);
    }

    /// <returns>Null: nobody reported it.</returns>
    public static (long Low, long Best, long? High)? Sum(IReadOnlyList<CasualtyJson> casualties, Func<CasualtyJson, FigureJson?> figure)
    {
        ArgumentNullException.ThrowIfNull(casualties);
        var all = casualties.Where(c => c.Party is null).Select(figure).OfType<FigureJson>().ToList();
        var figures = all.Count > 0 ? all : [.. casualties.Select(figure).OfType<FigureJson>()];
        return figures.Count == 0
            ? null
            : (figures.Sum(f => f.Low), figures.Sum(f => f.Best), figures.Any(f => f.High is null) ? null : figures.Sum(f => f.High));
    }
}
