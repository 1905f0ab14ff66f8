using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

public sealed partial class SubjectState
{
    /// <summary>
    /// The tally, or null when the cells cannot answer exactly: two dimensions combined, an umbrella among the filters, more values than a
    /// dimension holds, a year not loaded, or a snapshot not yet caught up. The caller then folds the list (<see cref="TallyFold"/>).
    /// </summary>
    /// <param name="filter">About this subject; a group also answers for a base or region with this group as the only target or perpetrator.</param>
    /// <param name="otherwise">Every incident folded here that reads otherwise; each is taken out as stored and put in as read. Others among them
    /// change nothing as long as they are of this subject both ways or neither. Null: none.</param>
    public TallyResult? TryAnswer(TallyFilter filter, TallyBy by, ICatalogue catalogue, IReadOnlyCollection<ReadOtherwise>? otherwise = null)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(catalogue);
        if (!Adopt(catalogue) || Own(filter) is not { } own || Plan(own, by, catalogue) is not { } query || !IsConsistent
            || !spread.CanAnswer(own.From, own.To))
        {
            return null;
        }

        if (YearsMissing(filter, by).Count > 0)
        {
            return null;
        }

        var sums = new TallyAccumulator(by);
        for (var section = 0; section < kinds.Length; section++)
        {
            var weight = Weight(kinds[section], own.Role);
            if (weight != 0)
            {
                AddSection(sums, query, section, weight);
            }
        }

        var scratch = new List<RowAt>();
        foreach (var (contribution, weight) in spread.Kept.Values)
        {
            Add(contribution, weight);
        }

        foreach (var (stored, read) in otherwise ?? [])
        {
            Add(stored, -1);
            Add(read, 1);
        }

        return sums.ToResult();

        void Add(Contribution contribution, int weight) =>
            TallyFold.Add(sums, contribution, TallyMeasure.Of(contribution, own, catalogue), own, catalogue, scratch, weight);
    }

    /// <summary>Years whose chunk must be loaded before the question can be answered.</summary>
    public IReadOnlyList<int> YearsMissing(TallyFilter filter, TallyBy by)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.IsAllTime && !by.IsTime())
        {
            return [];
        }

        return [.. chunks.Values.Where(c => c.Sections is null && Touches(c, filter)).Select(c => c.Year)];
    }

    private static bool Touches(SubjectChunk chunk, TallyFilter filter) =>
        (filter.From is not { } from || chunk.Last >= from) && (filter.To is not { } to || chunk.First <= to);

    private static bool IsWithin(SubjectChunk chunk, TallyFilter filter) =>
        (filter.From is not { } from || chunk.First >= from) && (filter.To is not { } to || chunk.Last <= to);

    private static int Weight(SectionKind kind, GroupRole? role) => kind switch
    {
        SectionKind.Any => 1,
        SectionKind.Perpetrator => role == GroupRole.Target ? 0 : 1,
        SectionKind.Target => role == GroupRole.Perpetrator ? 0 : 1,
        _ => role is null ? -1 : 0,
    };

    /// <summary>The question from this subject's own side, or null when it is not about this subject.</summary>
    private TallyFilter? Own(TallyFilter filter)
    {
        if (filter.Subject == Subject)
        {
            return filter;
        }

        if (Subject.Kind != SubjectKind.Group || filter.Subject.Kind == SubjectKind.Group || !filter.Places.IsEmpty)
        {
            return null;
        }

        if (filter.Target == Subject && filter.Perpetrator is null)
        {
            return filter with { Subject = Subject, Role = GroupRole.Target, Target = null, Places = [filter.Subject] };
        }

        return filter.Perpetrator == Subject && filter.Target is null && filter.Figures != FigureScope.Party
            ? filter with { Subject = Subject, Role = GroupRole.Perpetrator, Perpetrator = null, Places = [filter.Subject] }
            : null;
    }

    private void AddSection(TallyAccumulator sums, SubjectQuery query, int section, int weight)
    {
        AddUndated(sums, query, section, weight);
        if (query.Filter.IsAllTime && !query.By.IsTime())
        {
            AddCells(sums, query, allTime[section], weight, chunk: null);
            return;
        }

        if (query.Filter.IsAllTime)
        {
            AddCells(sums, query, undated[section], weight, chunk: null);
        }

        foreach (var chunk in chunks.Values)
        {
            if (!Touches(chunk, query.Filter))
            {
                continue;
            }

            if (!query.By.IsTime() && IsWithin(chunk, query.Filter))
            {
                AddCells(sums, query, chunk.Yearly(section), weight, chunk: null);
            }
            else
            {
                AddCells(sums, query, chunk.Sections![section], weight, chunk);
            }
        }
    }

    private void AddUndated(TallyAccumulator sums, SubjectQuery query, int section, int weight)
    {
        var dimension = query.Restricted < 0 ? SectionCells.Total : query.Restricted;
        if (undated[section].Table(dimension) is not { } table)
        {
            return;
        }

        for (var i = 0; i < table.Count; i++)
        {
            if (query.Restricted < 0 || query.Takes(SectionCells.ValueOf(table.KeyAt(i))))
            {
                sums.AddUndated(weight * table.At(i).Best);
            }
        }
    }

    /// <summary>Adds the cells of a section; <paramref name="chunk"/> null: its days are not told apart and all of it counts.</summary>
    private void AddCells(TallyAccumulator sums, SubjectQuery query, SectionCells cells, int weight, SubjectChunk? chunk)
    {
        var (first, last) = Days(chunk, query.Filter);
        var dimension = query.Restricted < 0 ? SectionCells.Total : query.Restricted;
        if (cells.Table(dimension) is { } table)
        {
            AddTotals(sums, query, table, weight, chunk, first, last);
        }

        if (query.HasValueRows && cells.Table(SectionCells.DimensionOf(query.By)) is { } rows)
        {
            AddRows(sums, query, rows, weight, first, last);
        }
    }

    private static (int First, int Last) Days(SubjectChunk? chunk, TallyFilter filter)
    {
        if (chunk is null)
        {
            return (0, 366);
        }

        var first = filter.From is { } from && from > chunk.First ? from.DayOfYear : 1;
        return (first, filter.To is { } to && to < chunk.Last ? to.DayOfYear : 366);
    }

    private static void AddTotals(
        TallyAccumulator sums, SubjectQuery query, CellTable table, int weight, SubjectChunk? chunk, int first, int last)
    {
        var byTime = query.By.IsTime();
        for (var i = 0; i < table.Count; i++)
        {
            var key = table.KeyAt(i);
            var day = SectionCells.DayOf(key);
            if (day < first || day > last || (query.Restricted >= 0 && !query.Takes(SectionCells.ValueOf(key))))
            {
                continue;
            }

            Put(ref sums.Total, table, i, query.PartyTotal, weight);
            if (byTime)
            {
                DateOnly? date = chunk is null ? null : chunk.First.AddDays(day - 1);
                Put(ref sums.Period(date), table, i, query.PartyTotal, weight);
            }
        }
    }

    private void AddRows(TallyAccumulator sums, SubjectQuery query, CellTable table, int weight, int first, int last)
    {
        var dimension = SectionCells.DimensionOf(query.By);
        var byValue = new TallyCell[values[dimension].Count];
        for (var i = 0; i < table.Count; i++)
        {
            var key = table.KeyAt(i);
            var day = SectionCells.DayOf(key);
            var value = SectionCells.ValueOf(key);
            if (day >= first && day <= last && (query.Restricted < 0 || query.Takes(value)))
            {
                Put(ref byValue[value], table, i, query.PartyRows, weight);
            }
        }

        for (var value = 0; value < byValue.Length; value++)
        {
            if (!byValue[value].IsZero)
            {
                sums.Row(values[dimension][value]).Add(byValue[value], 1);
            }
        }
    }

    private static void Put(ref TallyCell to, CellTable table, int index, bool party, int weight)
    {
        ref readonly var cell = ref table.At(index);
        to.AddCounts(cell, weight);
        to.Figures.Add(party ? table.PartyAt(index) : cell.Figures, weight);
    }
}
