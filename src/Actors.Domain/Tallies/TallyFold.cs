using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

/// <summary>
/// Folds contributions into a tally, one incident at a time: the reference path, exact for every filter. Contributions are those of the
/// current (or as-of) revisions, each incident once, in any order.
/// </summary>
/// <remarks>Not safe for two threads. Costs memory for the breakdown only.</remarks>
public sealed class TallyFold(TallyFilter filter, TallyBy by, ICatalogue catalogue)
{
    private readonly TallyAccumulator sums = new(by);
    private readonly List<RowAt> scratch = [];

    /// <summary>The tally of these contributions.</summary>
    public static TallyResult Of(
        IEnumerable<Contribution> contributions, TallyFilter filter, TallyBy by, ICatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(contributions);
        var fold = new TallyFold(filter, by, catalogue);
        foreach (var contribution in contributions)
        {
            fold.Add(contribution);
        }

        return fold.ToResult();
    }

    /// <summary>The incidents behind <see cref="TallyResult.Incidents"/>: those counted at best, in the order given.</summary>
    public static IEnumerable<Guid> IncidentIdsCounted(
        IEnumerable<Contribution> contributions, TallyFilter filter, ICatalogue catalogue) =>
        contributions
            .Where(c => TallyMeasure.Of(c, filter, catalogue).At.Includes(Membership.Best))
            .Select(c => c.Incident);

    /// <summary>Counts one incident and says how it counted.</summary>
    public IncidentCount Add(Contribution contribution)
    {
        var count = TallyMeasure.Of(contribution, filter, catalogue);
        Add(sums, contribution, count, filter, catalogue, scratch, weight: 1);
        return count;
    }

    /// <summary>The tally so far.</summary>
    public TallyResult ToResult() => sums.ToResult();

    /// <summary>Adds an incident <paramref name="weight"/> times to a tally.</summary>
    internal static void Add(
        TallyAccumulator sums, Contribution contribution, in IncidentCount count, TallyFilter filter, ICatalogue catalogue,
        List<RowAt> scratch, int weight)
    {
        sums.AddUndated(count.Undated ? weight : 0);
        if (count.At == Membership.None)
        {
            return;
        }

        var figures = new PartyCasualties(count.Killed, count.Injured);
        TallyAccumulator.Add(ref sums.Total, count.At, count, figures, weight);
        if (sums.By == TallyBy.None)
        {
            return;
        }

        if (sums.By.IsTime())
        {
            AddPeriods(sums, contribution, count, filter, catalogue, weight);
            return;
        }

        scratch.Clear();
        TallyRows.Add(contribution, filter, sums.By, catalogue, count.At, scratch);
        foreach (var row in scratch)
        {
            var party = TallyRows.Party(filter, sums.By, row.Key);
            var shown = party == filter.Party
                ? figures
                : TallyMeasure.Casualties(contribution, party, TallyMeasure.FigureDay(contribution, filter.From, filter.To), catalogue);
            TallyAccumulator.Add(ref sums.Row(row.Key), row.At, count, shown, weight);
        }
    }

    private static void AddPeriods(
        TallyAccumulator sums, Contribution contribution, in IncidentCount count, TallyFilter filter, ICatalogue catalogue,
        int weight)
    {
        if (contribution.Days.IsEmpty)
        {
            TallyAccumulator.Add(ref sums.Period(null), count.At, count, new PartyCasualties(count.Killed, count.Injured), weight);
            return;
        }

        if (contribution.Days.Length == 1)
        {
            TallyAccumulator.Add(ref sums.Period(contribution.Days[0].Value), count.At, count, new PartyCasualties(count.Killed, count.Injured), weight);
            return;
        }

        for (var i = 0; i < contribution.Days.Length; i++)
        {
            var day = contribution.Days[i].Value;
            var start = DayKeys.Start(sums.By, day);
            if (!filter.Covers(day) || SeenBefore(contribution, i, start, sums.By, filter))
            {
                continue;
            }

            var within = filter with { From = Later(filter.From, start), To = Earlier(filter.To, End(sums.By, start)) };
            var part = TallyMeasure.Of(contribution, within, catalogue);
            TallyAccumulator.Add(ref sums.Period(day), part.At & count.At, part, new PartyCasualties(part.Killed, part.Injured), weight);
        }
    }

    private static bool SeenBefore(Contribution contribution, int index, DateOnly start, TallyBy by, TallyFilter filter)
    {
        for (var i = 0; i < index; i++)
        {
            var earlier = contribution.Days[i].Value;
            if (filter.Covers(earlier) && DayKeys.Start(by, earlier) == start)
            {
                return true;
            }
        }

        return false;
    }

    private static DateOnly End(TallyBy by, DateOnly start) => by switch
    {
        TallyBy.Day => start,
        TallyBy.Week => start.DayNumber > DateOnly.MaxValue.DayNumber - 6 ? DateOnly.MaxValue : start.AddDays(6),
        _ => new DateOnly(start.Year, start.Month, DateTime.DaysInMonth(start.Year, start.Month)),
    };

    private static DateOnly Later(DateOnly? a, DateOnly b) => a is { } x && x > b ? x : b;

    private static DateOnly Earlier(DateOnly? a, DateOnly b) => a is { } x && x < b ? x : b;
}
