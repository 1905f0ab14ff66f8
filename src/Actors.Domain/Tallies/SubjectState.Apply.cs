using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

public sealed partial class SubjectState
{
    private static readonly TallyBy[] DimensionsInOrder =
        [TallyBy.Type, TallyBy.Outcome, TallyBy.Perpetrator, TallyBy.Target, TallyBy.Place, TallyBy.RootSource];

    [ThreadStatic]
    private static List<RowAt>? rowScratch;

    [ThreadStatic]
    private static CellShare[]? shareScratch;

    private void Add(Contribution contribution, int weight, int partition, long position, ICatalogue catalogue)
    {
        Span<Membership> at = stackalloc Membership[kinds.Length];
        if (!Measure(contribution, catalogue, at))
        {
            return;
        }

        Note(contribution);
        if (IsSpread(contribution))
        {
            spread.Add(contribution, weight);
            return;
        }

        var rows = rowScratch ??= [];
        rows.Clear();
        Span<int> ends = stackalloc int[SectionCells.Dimensions];
        for (var i = 0; i < SectionCells.Dimensions; i++)
        {
            TallyRows.Add(contribution, whole, DimensionsInOrder[i], catalogue, Membership.Low, rows);
            ends[i] = rows.Count;
        }

        var chunk = contribution.Days.IsEmpty ? null : ChunkOf(contribution.Days[0].Value.Year);
        for (var section = 0; section < kinds.Length; section++)
        {
            if (at[section] != Membership.None)
            {
                var shares = Shares(contribution, catalogue, kinds[section], at[section], rows, ends);
                Add(contribution, section, shares, weight, chunk, partition, position);
            }
        }
    }

    private void Add(Contribution contribution, int section, ReadOnlySpan<CellShare> shares, int weight, SubjectChunk? chunk, int partition, long position)
    {
        allTime[section].Add(0, shares, weight);
        severalTypes[section] += contribution.Types.Length > 1 ? weight : 0;
        severalOutcomes[section] += contribution.Outcomes.Length > 1 ? weight : 0;
        if (chunk is null)
        {
            undated[section].Add(0, shares, weight);
        }
        else if (!chunk.Has(partition, position))
        {
            chunk.Add(section, contribution.Days[0].Value.DayOfYear, shares, weight);
        }
    }

    /// <summary>How the incident counts in each section; false: in none.</summary>
    private bool Measure(Contribution contribution, ICatalogue catalogue, Span<Membership> at)
    {
        if (Subject.Kind != SubjectKind.Group)
        {
            at[0] = TallyMeasure.Places(contribution, whole, catalogue);
            if (at[0] != Membership.None && !contribution.Days.IsEmpty)
            {
                at[0] &= TallyMeasure.OnDays(contribution, whole, catalogue, null, null);
            }

            return at[0] != Membership.None;
        }

        at[0] = Role(contribution, asPerpetrator, catalogue);
        at[1] = Role(contribution, asTarget, catalogue);
        at[2] = at[0] & at[1];
        return (at[0] | at[1]) != Membership.None;
    }

    private static Membership Role(Contribution contribution, TallyFilter role, ICatalogue catalogue) =>
        contribution.Days.IsEmpty
            ? TallyMeasure.Groups(contribution, role, catalogue, null)
            : TallyMeasure.OnDays(contribution, role, catalogue, null, null);

    /// <summary>True when sums of cells would count the incident twice in a window of days or a set of places.</summary>
    private bool IsSpread(Contribution contribution) =>
        contribution.Days.Length > 1 || (contribution.Places.Length > 1 && Subject.Kind == SubjectKind.Group);

    private ReadOnlySpan<CellShare> Shares(
        Contribution contribution, ICatalogue catalogue, SectionKind kind, Membership at, List<RowAt> rows, ReadOnlySpan<int> ends)
    {
        var shares = shareScratch;
        if (shares is null || shares.Length < rows.Count + 1)
        {
            shares = shareScratch = new CellShare[Math.Max(32, (rows.Count + 1) * 2)];
        }

        DateOnly? day = contribution.Days.IsEmpty ? null : contribution.Days[0].Value;
        var all = TallyMeasure.Casualties(contribution, null, day, catalogue);
        var own = kind == SectionKind.Target ? TallyMeasure.Casualties(contribution, Subject, day, catalogue) : default;
        var count = new IncidentCount(at, false, TallyMeasure.IsIntercepted(contribution), contribution.Contested, TallyMeasure.IsDayPrecise(contribution), null, null);
        shares[0] = new CellShare(SectionCells.Total, 0, at, count, all, own);
        var used = 1;
        var dimension = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            while (i >= ends[dimension])
            {
                dimension++;
            }

            var row = rows[i];
            var both = row.At & at;
            if (both == Membership.None)
            {
                continue;
            }

            var party = dimension != 3 ? own
                : row.Key.Kind == RowKind.Group ? TallyMeasure.Casualties(contribution, row.Key.Subject, day, catalogue)
                : all;
            shares[used++] = new CellShare(dimension, values[dimension].NumberOf(KeyIn(dimension, row.Key)), both, count, all, party);
        }

        return shares.AsSpan(0, used);
    }

    /// <summary>Groups tell apart where an unknown place lies, to answer for any region; a region's rows need only the place.</summary>
    private RowKey KeyIn(int dimension, RowKey key) => dimension == 4 && Subject.Kind != SubjectKind.Group ? key with { Within = null } : key;

    private SubjectChunk ChunkOf(int year)
    {
        if (!chunks.TryGetValue(year, out var chunk))
        {
            chunks.Add(year, chunk = SubjectChunk.New(year, kinds, store));
        }

        return chunk.Sections is not null
            ? chunk
            : throw new InvalidOperationException($"The year {year} of {Subject} is not loaded; load the years of YearsNeeded before applying an entry.");
    }
}
