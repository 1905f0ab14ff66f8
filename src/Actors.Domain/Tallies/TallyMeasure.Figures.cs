using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

public static partial class TallyMeasure
{
    /// <summary>The day whose umbrella links say which figures are the party's: the chosen one if it is in the window, else the first.</summary>
    internal static DateOnly? FigureDay(Contribution contribution, DateOnly? from, DateOnly? to)
    {
        DateOnly? first = null;
        foreach (var day in contribution.Days)
        {
            if ((from is { } start && day.Value < start) || (to is { } end && day.Value > end))
            {
                continue;
            }

            if (day.Membership.Includes(Membership.Best))
            {
                return day.Value;
            }

            if (first is null || day.Value < first)
            {
                first = day.Value;
            }
        }

        return first;
    }

    /// <summary>Killed and injured of a party with its members, or (null) of all parties.</summary>
    internal static PartyCasualties Casualties(Contribution contribution, SubjectId? party, DateOnly? day, ICatalogue catalogue)
    {
        Figure? killed = null, injured = null, allKilled = null, allInjured = null;
        foreach (var figures in contribution.Casualties)
        {
            if (figures.Party is null)
            {
                allKilled = Sum(allKilled, figures.Killed);
                allInjured = Sum(allInjured, figures.Injured);
            }
            else if (party is not { } wanted || catalogue.Contains(wanted, SubjectId.Group(figures.Party), null, day))
            {
                killed = Sum(killed, figures.Killed);
                injured = Sum(injured, figures.Injured);
            }
        }

        return party is null ? new PartyCasualties(allKilled ?? killed, allInjured ?? injured) : new PartyCasualties(killed, injured);
    }

    private static Figure? Sum(Figure? sum, Figure? next) =>
        sum is not { } a ? next
        : next is not { } b ? sum
        : new Figure(a.Low + b.Low, a.Best + b.Best, a.High is { } x && b.High is { } y ? x + y : null);
}
