using Actors.Client;

namespace Actors.Cli.Export;

/// <summary>One figure for a whole incident: the one for all parties where stated, else the sum over the parties that have one.</summary>
internal static class IncidentFigures
{
    /// <summary>Null: unknown. High null: unbounded.</summary>
    public static FigureBounds? Of(IncidentItem incident, Func<PartyCasualties, Figure?> figure)
    {
        var all = Known(incident.Casualties.Where(c => c.Party is null), figure);
        var figures = all.Count > 0 ? all : Known(incident.Casualties, figure);
        return figures.Count == 0
            ? null
            : new FigureBounds(figures.Sum(f => f.Low ?? 0), figures.Sum(f => f.Best!.Value), figures.Any(f => f.High is null) ? null : figures.Sum(f => f.High));
    }

    private static List<Figure> Known(IEnumerable<PartyCasualties> casualties, Func<PartyCasualties, Figure?> figure) =>
        [.. casualties.Select(figure).OfType<Figure>().Where(f => f.Best is not null)];
}
