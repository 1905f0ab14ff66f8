using System.Runtime.CompilerServices;
using Actors.Domain;
using Actors.Domain.Incidents;
using Actors.Domain.Signals;
using Actors.Domain.Tallies;
using Actors.Grains.Partitions;
using Actors.Grains.Routing;
using Actors.Ledger;

namespace Actors.Grains.Queries;

/// <summary>Finds the stored revisions a question may concern at a ledger vector: a superset, which the fold refines.</summary>
/// <remarks>One per silo, safe for concurrent use.</remarks>
public sealed class RevisionReader(ILedger ledger, ISubjectExpander expander, Domain.Catalogue.CatalogueHolder catalogue, QueryInstruments instruments)
{
    private const int PageSize = 2_000;

    private volatile bool anyPresence;

    /// <summary>The ledger query of a question, or null when nothing can match.</summary>
    public async Task<RevisionQuery?> QueryOfAsync(TallyFilter? filter, LedgerVector at, bool? contested, string? text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(at);
        var groups = new List<IReadOnlyList<int>>();
        if (filter is not null)
        {
            foreach (var subject in new[] { filter.Subject, filter.Perpetrator, filter.Target }.OfType<SubjectId>().Distinct())
            {
                if (subject != SubjectId.World)
                {
                    groups.Add([.. await expander.TermsOfAsync(subject.ToString(), cancellationToken)]);
                }
            }

            if (!filter.Types.IsEmpty)
            {
                groups.Add(await FindAsync(filter.Types.Select(RevisionTerms.OfType), cancellationToken));
            }

            if (!filter.Outcomes.IsEmpty)
            {
                groups.Add(await FindAsync(filter.Outcomes.Select(RevisionTerms.OfOutcome), cancellationToken));
            }
        }

        if (groups.Any(g => g.Count == 0))
        {
            return null;
        }

        return new RevisionQuery
        {
            At = at,
            From = filter?.From,
            To = filter?.To,
            AllOf = groups,
            Text = text,
            Limit = PageSize,
        };
    }

    /// <summary>All revisions of a query, in its order.</summary>
    public async IAsyncEnumerable<StoredRevision> ReadAsync(RevisionQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        while (true)
        {
            var page = await ledger.QueryRevisionsAsync(query, cancellationToken);
            instruments.Read(page.Count);
            foreach (var revision in page)
            {
                yield return revision;
            }

            if (page.Count < query.Limit)
            {
                yield break;
            }

            query = query with { After = new RevisionCursor(page[^1].DayFrom, page[^1].Incident) };
        }
    }

    /// <summary>The tally of a question at a vector, folded from the list: exact for every filter.</summary>
    public async Task<TallyResult> FoldAsync(TallyFilter filter, TallyBy by, LedgerVector at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return (await FoldAsync(filter, [(filter, by)], at, cancellationToken))[0];
    }

    /// <summary>Tallies of several questions at a vector, from one pass over the list.</summary>
    /// <param name="all">What holds every incident that any of the questions may count.</param>
    public async Task<IReadOnlyList<TallyResult>> FoldAsync(TallyFilter all, IReadOnlyList<(TallyFilter Filter, TallyBy By)> questions, LedgerVector at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(all);
        ArgumentNullException.ThrowIfNull(questions);
        if (await QueryOfAsync(all, at, contested: null, text: null, cancellationToken) is not { } query)
        {
            return [.. questions.Select(_ => TallyResult.Empty)];
        }

        var presence = await PresenceAsync(at, cancellationToken);
        var folds = questions.Select(q => new TallyFold(q.Filter, q.By, catalogue.Current)).ToList();
        await foreach (var revision in ReadAsync(query, cancellationToken))
        {
            Add(presence.Apply(ContributionCodec.Decode(revision.Contribution.Span)));
        }

        if (!all.IsAllTime)
        {
            // A window leaves out what has no day; the tally counts those apart. They stand last.
            query = query with { From = null, To = null, After = new RevisionCursor(DateOnly.MinValue, Guid.AllBitsSet) };
            await foreach (var revision in ReadAsync(query, cancellationToken))
            {
                Add(ContributionCodec.Decode(revision.Contribution.Span));
            }
        }

        return [.. folds.Select(f => f.ToResult())];

        void Add(Contribution contribution)
        {
            foreach (var fold in folds)
            {
                fold.Add(contribution);
            }
        }
    }

    /// <summary>The incidents of a subject that read otherwise at a vector than they are stored, because a target was said to be absent.</summary>
    public async Task<IReadOnlyCollection<ReadOtherwise>> ReadOtherwiseAsync(SubjectId subject, LedgerVector at, CancellationToken cancellationToken)
    {
        // A term is never removed: known once is known for good. The usual database has none, and one small query tells.
        anyPresence = anyPresence || (await FindAsync([RevisionTerms.OfSignal("presence")], cancellationToken)).Count > 0;
        if (!anyPresence || (await PresenceAsync(at, cancellationToken)) is not { IsEmpty: false } presence
            || await QueryOfAsync(new TallyFilter { Subject = subject }, at, contested: null, text: null, cancellationToken) is not { } query)
        {
            return [];
        }

        var bases = new List<int>();
        foreach (var place in presence.Absences.Select(absence => absence.Base).Distinct())
        {
            bases.AddRange(await expander.TermsOfAsync(place.ToString(), cancellationToken));
        }

        if (bases.Count == 0)
        {
            return [];
        }

        var otherwise = new List<ReadOtherwise>();
        query = query with { From = presence.Absences.Min(absence => absence.Since), AllOf = [.. query.AllOf, bases] };
        await foreach (var revision in ReadAsync(query, cancellationToken))
        {
            var stored = ContributionCodec.Decode(revision.Contribution.Span);
            var read = presence.Apply(stored);
            if (!ReferenceEquals(read, stored))
            {
                otherwise.Add(new ReadOtherwise(stored, read));
            }
        }

        return otherwise;
    }

    /// <summary>Who was said to be absent from where, as of a vector.</summary>
    public async Task<PresenceView> PresenceAsync(LedgerVector at, CancellationToken cancellationToken) =>
        new(await SignalsAsync("presence", subject: null, at, cancellationToken), catalogue.Current);

    /// <summary>The signals that held at a vector, in the order of their reports.</summary>
    public async Task<IReadOnlyList<Signal>> SignalsAsync(string kind, SubjectId? subject, LedgerVector at, CancellationToken cancellationToken)
    {
        var groups = new List<IReadOnlyList<int>> { await FindAsync([RevisionTerms.OfSignal(kind)], cancellationToken) };
        if (subject is { } concerned && concerned != SubjectId.World)
        {
            groups.Add([.. await expander.TermsOfAsync(concerned.ToString(), cancellationToken)]);
        }

        if (groups.Any(g => g.Count == 0))
        {
            return [];
        }

        var signals = new List<Signal>();
        var query = new RevisionQuery { At = at, AllOf = groups, CountingOnly = false, Limit = PageSize };
        var composer = new EntryComposer(catalogue.Current, AssessmentRules.Default);
        var revisions = new List<StoredRevision>();
        await foreach (var revision in ReadAsync(query, cancellationToken))
        {
            revisions.Add(revision);
        }

        foreach (var thread in await ThreadStore.FromRevisionsAsync(ledger, revisions, cancellationToken))
        {
            signals.AddRange(composer.LiveSignals(thread.Reports).Values.Where(s => RevisionTerms.KindOf(s) == kind));
        }

        return [.. signals.OrderBy(s => s.Report.PublishedAt).ThenBy(s => s.Report.Id, StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<int>> FindAsync(IEnumerable<string> terms, CancellationToken cancellationToken)
    {
        var found = new List<int>();
        foreach (var term in terms)
        {
            if (await ledger.FindTermAsync(term, cancellationToken) is { } id)
            {
                found.Add(id);
            }
        }

        return found;
    }
}
