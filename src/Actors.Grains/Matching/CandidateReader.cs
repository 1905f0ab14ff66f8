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
internal sealed class CandidateReader(ILedger ledger, ISubjectExpander expander, CatalogueHolder catalogue, TimeProvider time)
{
    /// <summary>Most incidents that are compared of one day.</summary>
    public const int MaxPerDay = 500;

    private const int MaxPage = 1_000;
    private const int MaxKept = 10_000;
    private const int MaxFacts = 16;

    /// <summary>Days after its first that an occurrence is looked for; longer ones are found by their beginning.</summary>
    private const int MaxSpanDays = 7;

    /// <summary>A scope that is new is remembered by the grain that decided about it for longer than this.</summary>
    private static readonly TimeSpan ScopesKept = TimeSpan.FromSeconds(10);

    private readonly Dictionary<Guid, (int Revision, MatchCandidate Candidate)> kept = [];
    private long keptBy = -1;
    private (IReadOnlyList<KeyValuePair<string, int>> Terms, long At)? scopes;

    /// <summary>First and last day on which an incident that a report may be about began.</summary>
    public static (DateOnly From, DateOnly To) WindowOf(MatchAsk ask) => WindowOf(ask.From, ask.To);

    /// <summary>First and last day on which an incident that these facts may be about began.</summary>
    public static (DateOnly From, DateOnly To) WindowOf(MatchFacts facts) => WindowOf(facts.From, facts.To);

    /// <summary>Incidents of the country whose days meet one of the windows.</summary>
    /// <param name="country">The country, or the world for what lies in none.</param>
    /// <param name="windows">First and last days.</param>
    /// <param name="exceptScope">Leaves out incidents in which every report has a reference of this scope; null: leaves out none.</param>
    public async Task<CandidatesRead> ReadAsync(
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
            if (groups[0].Count == 0)
            {
                return CandidatesRead.None;
            }
        }

        groups.Add(await PlacesAsync(country, cancellationToken));
        if (groups[^1].Count == 0)
        {
            return CandidatesRead.None;
        }

        var at = await ledger.ReadHeadsAsync(cancellationToken);
        at = LedgerVector.Of(at.Positions.Where(p => p.Key < ledger.PartitionCount));
        var found = new Dictionary<Guid, MatchCandidate>();
        var complete = true;
        foreach (var (from, to) in Joined(windows))
        {
            complete &= await ReadAsync(new RevisionQuery { At = at, From = from, To = to, AllOf = groups, Limit = MaxPage }, found, cancellationToken);
        }

        var byDay = new Dictionary<DateOnly, List<MatchCandidate>>();
        foreach (var candidate in found.Values)
        {
            foreach (var day in candidate.Facts.Select(f => f.From).Distinct())
            {
                if (!byDay.TryGetValue(day, out var there))
                {
                    byDay.Add(day, there = []);
                }

                there.Add(candidate);
            }
        }

        return new CandidatesRead(byDay, complete);
    }

    /// <summary>Which of these reports' own incidents exist: under their reference, or because the report is recorded.</summary>
    public async Task<HashSet<Guid>> KnownAsync(IReadOnlyCollection<MatchAsk> asks, CancellationToken cancellationToken)
    {
        var known = new HashSet<Guid>();
        var referenced = asks.Where(ask => ask.HasReference).Select(ask => ask.Own).ToHashSet();
        if (referenced.Count > 0)
        {
            known.UnionWith((await ledger.ReadCurrentRevisionsAsync(referenced, cancellationToken)).Select(r => r.Incident));
        }

        var without = asks.Where(ask => !ask.HasReference).DistinctBy(ask => ask.Own).ToDictionary(ask => PendingRecord.KeyOf(ask.ReportId), ask => ask.Own);
        if (without.Count > 0)
        {
            known.UnionWith((await ledger.LookUpReportsAsync(without.Keys, cancellationToken)).Select(r => without[r.Key]));
        }

        return known;
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
            [.. reports.Where(r => r.Report is IncidentReport { Incident: not null }).Select(r => r.Scope)]);
    }

    private static (DateOnly From, DateOnly To) WindowOf(DateOnly from, DateOnly to)
    {
        var last = Math.Min(to.DayNumber, from.DayNumber + MaxSpanDays);
        return (
            DateOnly.FromDayNumber(Math.Max(from.DayNumber - 1, DateOnly.MinValue.DayNumber)),
            DateOnly.FromDayNumber(Math.Min(last + 1, DateOnly.MaxValue.DayNumber)));
    }

    /// <summary>One window; false when it holds more than are compared.</summary>
    private async Task<bool> ReadAsync(RevisionQuery query, Dictionary<Guid, MatchCandidate> found, CancellationToken cancellationToken)
    {
        var open = MaxPerDay * (query.To!.Value.DayNumber - query.From!.Value.DayNumber + 1);
        while (open > 0)
        {
            query = query with { Limit = Math.Min(open, MaxPage) };
            var page = await ledger.QueryRevisionsAsync(query, cancellationToken);
            await AddAsync(page, found, cancellationToken);
            if (page.Count < query.Limit)
            {
                return true;
            }

            open -= page.Count;
            query = query with { After = new RevisionCursor(page[^1].DayFrom, page[^1].Incident) };
        }

        return false;
    }

    private async Task AddAsync(IReadOnlyList<StoredRevision> page, Dictionary<Guid, MatchCandidate> found, CancellationToken cancellationToken)
    {
        var current = catalogue.Current;
        if (keptBy != current.Version)
        {
            kept.Clear();
            keptBy = current.Version;
        }

        var unread = page.Where(r => !kept.TryGetValue(r.Incident, out var known) || known.Revision != r.Revision).ToList();
        if (kept.Count + unread.Count > MaxKept)
        {
            kept.Clear();
            unread = [.. page];
        }

        foreach (var thread in await ThreadStore.FromRevisionsAsync(ledger, unread, cancellationToken))
        {
            kept[thread.Id] = (thread.Revision, CandidateOf(thread, current));
        }

        foreach (var revision in page)
        {
            found[revision.Incident] = kept[revision.Incident].Candidate;
        }
    }

    private async Task<IReadOnlyList<int>> OtherScopesAsync(string scope, CancellationToken cancellationToken)
    {
        if (scopes is not { } read || time.GetElapsedTime(read.At) > ScopesKept)
        {
            var before = time.GetTimestamp();
            scopes = read = (await ledger.ListTermsAsync(RevisionTerms.ScopePrefix, cancellationToken), before);
        }

        var own = RevisionTerms.OfScope(scope);
        return [.. read.Terms.Where(t => t.Key != own).Select(t => t.Value)];
    }

    private async Task<IReadOnlyList<int>> PlacesAsync(SubjectId country, CancellationToken cancellationToken)
    {
        if (country != SubjectId.World)
        {
            return [.. await expander.TermsOfAsync(country.ToString(), cancellationToken)];
        }

        // Everything lies in the world; meant is what lies in no country.
        return await ledger.FindTermAsync(SubjectId.World.ToString(), cancellationToken) is { } world ? [world] : [];
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
