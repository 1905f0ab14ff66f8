using System.Collections.Immutable;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Matching;

namespace Actors.Grains.Matching;

/// <summary>What was decided lately, so that reports which come at the same instant meet before the ledger shows them. Bounded by time and
/// number. Owned by one grain; not thread-safe.</summary>
internal sealed class DecisionsInFlight(InFlightReports reports, TimeProvider time)
{
    /// <summary>Longer than any commit takes before its sender is told to send again.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(60);

    private const int MaxKept = 20_000;

    private static readonly Queue<Decided> Nothing = new();

    private readonly Queue<Decided> byAge = new();
    private readonly Dictionary<Guid, Decided> byOwn = [];
    private readonly Dictionary<(DateOnly Day, string? ReferenceScope), Queue<Decided>> byDay = [];
    private readonly Dictionary<string, int> referenceScopes = new(StringComparer.Ordinal);
    private readonly HashSet<(Guid Incident, string Scope)> references = [];
    private int withoutReference;

    /// <summary>The answer given lately to this report, or to another first report of its reference; or null.</summary>
    public MatchAnswer? AnswerOf(Guid own) => byOwn.GetValueOrDefault(own)?.Answer;

    /// <summary>Incidents decided lately that began on a day, without those that brought a reference of a scope.</summary>
    public IEnumerable<MatchCandidate> On(DateOnly day, string? exceptScope, ICatalogue catalogue)
    {
        var found = referenceScopes.Keys.Where(scope => scope != exceptScope).SelectMany(scope => On(day, scope));
        return (withoutReference > 0 ? found.Concat(On(day, null)) : found).Select(decided => decided.CandidateBy(catalogue)).OfType<MatchCandidate>();
    }

    /// <summary>Whether <see cref="On(DateOnly, string?, ICatalogue)"/> would find any.</summary>
    public bool AnyOn(DateOnly day, string? exceptScope) =>
        (withoutReference > 0 && byDay.ContainsKey((day, null)))
        || (referenceScopes.Count > 0
            && (referenceScopes.Count > 1 || exceptScope is null || !referenceScopes.ContainsKey(exceptScope))
            && referenceScopes.Keys.Any(scope => scope != exceptScope && byDay.ContainsKey((day, scope))));

    /// <summary>Whether a reference of this scope was decided lately to be this incident, on whatever day it was said to be.</summary>
    public bool HasReference(Guid incident, string scope) => references.Contains((incident, scope));

    /// <summary>Remembers what a report is about.</summary>
    public void Remember(MatchAsk ask, MatchAnswer answer)
    {
        var decided = new Decided(ask.Own, ask.From, ask.HasReference ? ask.Scope : null, reports.Keep(ask.Payload), answer, time.GetUtcNow());
        byOwn[ask.Own] = decided;
        byAge.Enqueue(decided);
        if (decided.ReferenceScope is { } scope)
        {
            references.Add((decided.Incident, scope));
            referenceScopes[scope] = referenceScopes.GetValueOrDefault(scope) + 1;
        }
        else
        {
            withoutReference++;
        }

        if (!byDay.TryGetValue((ask.From, decided.ReferenceScope), out var there))
        {
            byDay.Add((ask.From, decided.ReferenceScope), there = []);
        }

        there.Enqueue(decided);
    }

    /// <summary>Drops what is too old or too much, or was let go by all countries together.</summary>
    public void Forget()
    {
        var oldest = time.GetUtcNow() - Kept;
        while (byAge.TryPeek(out var first) && (first.At < oldest || byAge.Count > MaxKept || first.Report.Payload is null))
        {
            byAge.Dequeue();
            byOwn.Remove(first.Own);
            reports.Release(first.Report);
            if (first.ReferenceScope is not { } scope)
            {
                withoutReference--;
            }
            else
            {
                references.Remove((first.Incident, scope));
                if (--referenceScopes[scope] == 0)
                {
                    referenceScopes.Remove(scope);
                }
            }

            var key = (first.From, first.ReferenceScope);
            var there = byDay[key];
            there.Dequeue();
            if (there.Count == 0)
            {
                byDay.Remove(key);
            }
        }
    }

    private Queue<Decided> On(DateOnly day, string? referenceScope) => byDay.TryGetValue((day, referenceScope), out var there) ? there : Nothing;

    private sealed class Decided(Guid own, DateOnly from, string? referenceScope, InFlightReport report, MatchAnswer answer, DateTimeOffset at)
    {
        private MatchCandidate? candidate;

        public Guid Own => own;

        public DateOnly From => from;

        public InFlightReport Report => report;

        public MatchAnswer Answer => answer;

        public DateTimeOffset At => at;

        public Guid Incident => answer.Incident ?? own;

        public string? ReferenceScope => referenceScope;

        /// <summary>Read from the report when it is first compared: most never are. Null: the report was let go, or has nothing to compare.</summary>
        public MatchCandidate? CandidateBy(ICatalogue catalogue)
        {
            if (candidate is null && report.Payload is { } payload && MatchFacts.Of(RecordedReportCodec.Read(payload, recordedAt: default), catalogue) is { } facts)
            {
                ImmutableHashSet<string> scopes = ReferenceScope is { } scope ? [scope] : [];
                candidate = new MatchCandidate(Incident, [facts], scopes);
            }

            return candidate;
        }
    }
}
