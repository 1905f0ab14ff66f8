using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Matching;
using Actors.Domain.Reports;
using Actors.Grains.Partitions;
using Actors.Grains.Routing;
using Actors.Ledger;

namespace Actors.Grains.Matching;

/// <summary>Finds incidents of a country around given days, with what matching compares. Owned by one grain; not thread-safe.</summary>
internal sealed class CandidateReader(ILedger ledger, ISubjectExpander expander, CatalogueHolder catalogue)
{
    private const int PageSize = 1_000;
    private const int MaxKept = 10_000;
    private const int MaxFacts = 16;

    /// <summary>Days after its first that an occurrence is looked for; longer ones are found by their beginning.</summary>
    private const int MaxSpanDays = 7;

    private readonly Dictionary<Guid, (int Revision, MatchCandidate Candidate)> kept = [];

    /// <summary>First and last day on which an incident that these facts may be about began.</summary>
    public static (DateOnly From, DateOnly To) WindowOf(MatchFacts facts)
    {
        var last = Math.Min(facts.To.DayNumber, facts.From.DayNumber + MaxSpanDays);
        return (
            DateOnly.FromDayNumber(Math.Max(facts.From.DayNumber - 1, DateOnly.MinValue.DayNumber)),
            DateOnly.FromDayNumber(Math.Min(last + 1, DateOnly.MaxValue.DayNumber)));
    }

    /// <summary>Incidents of the country whose days meet one of the windows.</summary>
    /// <param name="exceptScope">Leaves out incidents in which every report has a reference of this scope; null: leaves out none.</param>
    public async Task<IReadOnlyCollection<MatchCandidate>> ReadAsync(
        SubjectId country,
        IEnumerable<(DateOnly From, DateOnly To)> windows,
        string? exceptScope,
        CancellationToken cancellationToken)
    {
        var groups = new List<IReadOnlyList<int>>();
        if (exceptScope is not null)
        {
            // A database of one scope, the usual one, answers here.
            groups.Add(await OtherScopesAsync(exceptScope, cancellationToken));
        }

        if (groups.Any(g => g.Count == 0))
        {
            return [];
        }

        groups.Add(await PlacesAsync(country, cancellationToken));
        if (groups[^1].Count == 0)
        {
            return [];
        }

        var at = await ledger.ReadHeadsAsync(cancellationToken);
        at = LedgerVector.Of(at.Positions.Where(p => p.Key < ledger.PartitionCount));
        var found = new Dictionary<Guid, MatchCandidate>();
        foreach (var (from, to) in Joined(windows))
        {
            var query = new RevisionQuery { At = at, From = from, To = to, AllOf = groups, Limit = PageSize };
            while (true)
            {
                var page = await ledger.QueryRevisionsAsync(query, cancellationToken);
                await AddAsync(page, found, cancellationToken);
                if (page.Count < query.Limit)
                {
                    break;
                }

                query = query with { After = new RevisionCursor(page[^1].DayFrom, page[^1].Incident) };
            }
        }

        return found.Values;
    }

    /// <summary>What matching compares of an incident.</summary>
    public static MatchCandidate CandidateOf(IncidentThread thread, ICatalogue catalogue)
    {
        var reports = thread.Reports.Select(r => r.Report).ToList();
        var retractions = Retractions.Resolve(reports);
        var live = reports.FindAll(r => r.Report is IncidentReport && !retractions.Withdraws(r.Report.Id));
        return new MatchCandidate(
            thread.Id,
            [.. live.Select(r => MatchFacts.Of(r, catalogue)).OfType<MatchFacts>().TakeLast(MaxFacts)],
            [.. live.Where(r => ((IncidentReport)r.Report).Incident is not null).Select(r => r.Scope)]);
    }

    private async Task AddAsync(IReadOnlyList<StoredRevision> page, Dictionary<Guid, MatchCandidate> found, CancellationToken cancellationToken)
    {
        var unread = page.Where(r => !kept.TryGetValue(r.Incident, out var known) || known.Revision != r.Revision).ToList();
        if (kept.Count + unread.Count > MaxKept)
        {
            kept.Clear();
            unread = [.. page];
        }

        foreach (var thread in await ThreadStore.FromRevisionsAsync(ledger, unread, cancellationToken))
        {
            kept[thread.Id] = (thread.Revision, CandidateOf(thread, catalogue.Current));
        }

        foreach (var revision in page)
        {
            found[revision.Incident] = kept[revision.Incident].Candidate;
        }
    }

    private async Task<IReadOnlyList<int>> OtherScopesAsync(string scope, CancellationToken cancellationToken) =>
        [.. (await ledger.ListTermsAsync(RevisionTerms.ScopePrefix, cancellationToken)).Where(t => t.Key != RevisionTerms.OfScope(scope)).Select(t => t.Value)];

    private async Task<IReadOnlyList<int>> PlacesAsync(SubjectId country, CancellationToken cancellationToken)
    {
        if (country != SubjectId.World)
        {
            return [.. await expander.TermsOfAsync(country.ToString(), cancellationToken)];
        }

        // Everything lies in the world; meant is what lies in no country.
        var world = SubjectId.World.ToString();
        return [.. (await ledger.ListTermsAsync(world, cancellationToken)).Where(t => t.Key == world).Select(t => t.Value)];
    }

    private static IEnumerable<(DateOnly From, DateOnly To)> Joined(IEnumerable<(DateOnly From, DateOnly To)> windows)
    {
        (DateOnly From, DateOnly To)? open = null;
        foreach (var window in windows.Order())
        {
            if (open is { } current && window.From.DayNumber <= current.To.DayNumber + 1)
            {
                open = (current.From, window.To > current.To ? window.To : current.To);
                continue;
            }

            if (open is { } done)
            {
                yield return done;
            }

            open = window;
        }

        if (open is { } last)
        {
            yield return last;
        }
    }
}
