using System.Text;
using Actors.Abstractions.Intake;
using Actors.Abstractions.Queries;
using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Tallies;
using Actors.Domain.Totals;
using Actors.Grains.Subjects;
using Actors.Ledger;

namespace Actors.Grains.Queries;

/// <summary>Stated totals against the list, and what changed between two times.</summary>
internal sealed partial class IncidentQueryGrain
{
    public async Task<TotalsAnswer> TotalsAsync(string subject, string? positions, DateTimeOffset? asOf)
    {
        var id = ParseSubject(subject);
        var (at, known) = await VectorAsync(positions, asOf);
        var signals = await revisions.SignalsAsync("total", id, at, CancellationToken.None);
        var conflicts = TotalSeries.Of(signals).ToDictionary(s => s.Total.Id, s => s.Conflicts, StringComparer.Ordinal);
        var items = new List<TotalItem>();
        foreach (var signal in signals.Reverse())
        {
            var total = (TotalReport)signal.Report;
            var reconciled = TotalReconciler.Reconcile(total, await ItemiseAsync(total, at));
            items.Add(new TotalItem(
                Encoding.UTF8.GetString(ReportWriter.WriteCanonical(total)),
                total.Measure.ToString().ToLowerInvariant(),
                BoundsOf(reconciled.Stated),
                BoundsOf(reconciled.Itemised.Count),
                BoundsOf(reconciled.Unexplained),
                reconciled.State switch
                {
                    TotalState.Agreed => "agreed",
                    TotalState.UnexplainedGap => "unexplained-gap",
                    _ => "itemised-above-stated",
                },
                reconciled.Text,
                [.. conflicts[total.Id].Select(c => c.Text)],
                signal.RecordedAt));
        }

        return new TotalsAnswer(items, at.ToString(), known);
    }

    public async Task<DiffAnswer> DiffAsync(string subject, DateTimeOffset since, DateTimeOffset? until, int limit)
    {
        var id = ParseSubject(subject);
        var (from, fromTime) = await VectorAsync(null, since);
        var (to, toTime) = await VectorAsync(null, until);
        var terms = id == SubjectId.World ? null : await expander.TermsOfAsync(subject, CancellationToken.None);
        var changes = new Dictionary<Guid, (Contribution? Before, Contribution? After, List<string> Reports)>();
        var truncated = false;
        foreach (var (partition, end) in to.Positions)
        {
            truncated |= !await CollectAsync(partition, from[partition], end, terms, changes, limit);
        }

        var before = (await tallies.ReadAsync(id, [new TallyQuery()], from, CancellationToken.None))[0];
        return new DiffAnswer(
            TallyQuestions.AnswerOf(id, before, TallyBy.None, from.ToString(), fromTime),
            await AllTimeAsync(id, to, toTime),
            [.. changes.OrderBy(c => c.Key).Select(c => new IncidentDifference(
                c.Key,
                c.Value.Before is null ? null : ContributionCodec.Encode(c.Value.Before),
                c.Value.After is null ? null : ContributionCodec.Encode(c.Value.After),
                c.Value.Reports))],
            truncated);
    }

    /// <summary>The subject itself answers from memory where it stands just there; else its list is folded.</summary>
    private async Task<TallyAnswer> AllTimeAsync(SubjectId subject, LedgerVector at, DateTimeOffset known)
    {
        ISubjectGrain grain = subject.Kind switch
        {
            SubjectKind.Base => GrainFactory.GetGrain<IBaseGrain>(subject.Key),
            SubjectKind.Region => GrainFactory.GetGrain<IRegionGrain>(subject.Key),
            _ => GrainFactory.GetGrain<IActorGroupGrain>(subject.Key),
        };
        var answer = await grain.TallyAsync(new TallyQuery { MinPositions = at.ToString() });
        return answer.Positions == at.ToString()
            ? answer with { AsOf = known }
            : TallyQuestions.AnswerOf(subject, (await tallies.ReadAsync(subject, [new TallyQuery()], at, CancellationToken.None))[0], TallyBy.None, at.ToString(), known);
    }

    private async Task<bool> CollectAsync(
        int partition,
        long after,
        long end,
        IReadOnlyCollection<int>? terms,
        Dictionary<Guid, (Contribution? Before, Contribution? After, List<string> Reports)> changes,
        int limit)
    {
        while (after < end)
        {
            var page = terms is null
                ? await ledger.ReadAsync(partition, after, end, 1_000, EntryParts.All, CancellationToken.None)
                : await ledger.ReadForTermsAsync(partition, terms, after, end, 1_000, EntryParts.All, CancellationToken.None);
            after = page.To;
            foreach (var entry in page.Entries)
            {
                var name = (EntryKind)entry.Kind is EntryKind.Merge or EntryKind.Split
                    ? PositionOf(entry.Address)
                    : RecordedReportCodec.Read(entry.Report.Span, entry.RecordedAt).Report.Id;
                foreach (var change in EffectsCodec.Decode(entry.Effects.Span).Changes)
                {
                    if (changes.TryGetValue(change.Incident, out var known))
                    {
                        known.Reports.Add(name);
                        changes[change.Incident] = known with { After = change.After };
                    }
                    else if (changes.Count == limit)
                    {
                        return false;
                    }
                    else
                    {
                        changes.Add(change.Incident, (change.Before, change.After, [name]));
                    }
                }
            }
        }

        return true;
    }

    /// <summary>Our own count over the scope, target and window of a total; a scope of several places counts each incident once.</summary>
    private async Task<ItemisedTally> ItemiseAsync(TotalReport total, LedgerVector at)
    {
        var places = total.Scope.Where(s => s.Kind != SubjectKind.Group).ToList();
        var groups = total.Scope.Where(s => s.Kind == SubjectKind.Group).ToList();
        var filter = new TallyFilter
        {
            Subject = groups.Count == 1 ? groups[0] : places is [var only] ? only : SubjectId.World,
            Places = places.Count > 1 || groups.Count == 1 ? [.. places] : [],
            Target = total.Target is null ? null : SubjectId.Group(total.Target),
            From = total.From,
            To = total.AsOf,
        };
        var tally = await revisions.FoldAsync(filter, TallyBy.None, at, CancellationToken.None);
        var sum = total.Measure == TotalMeasure.Killed ? tally.Killed : tally.Injured;
        return total.Measure == TotalMeasure.Attacks
            ? new ItemisedTally(new Figure(tally.IncidentsRange.Low, tally.IncidentsRange.Best, tally.IncidentsRange.High), 0, tally.Undated)
            : new ItemisedTally(new Figure(sum.Low, sum.Best, sum.High), sum.Unknown, tally.Undated);
    }

    private static Bounds BoundsOf(Figure figure) => new(figure.Low, figure.Best, figure.High);

    private static SubjectId ParseSubject(string subject) => SubjectId.TryParse(subject, out var id)
        ? id
        : throw new BadRequestException("?subject", $"'{subject}' is no subject.");
}
