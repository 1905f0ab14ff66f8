using Actors.Abstractions.Intake;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Matching;
using Actors.Domain.Incidents;
using Actors.Grains.Routing;
using Actors.Ledger;

namespace Actors.Grains.Matching;

/// <summary>Not reentrant: one call is decided before the next is looked at, so that two senders of one event get one incident.</summary>
/// <remarks>When it moves to another silo it forgets what is in flight: two reports of one event around that instant may then make two
/// incidents, which suggestions show.</remarks>
[GrainType("match")]
internal sealed class MatchGrain(ILedger ledger, ISubjectExpander expander, CatalogueHolder catalogue, TimeProvider time) : Grain, IMatchGrain
{
    private readonly CandidateReader reader = new(ledger, expander, catalogue);
    private readonly DecisionsInFlight inFlight = new(time);

    public async Task<IReadOnlyList<MatchAnswer>> DecideAsync(string scope, IReadOnlyList<MatchAsk> asks)
    {
        inFlight.Forget();
        var current = catalogue.Current;
        var facts = asks.Select(ask => MatchFacts.Of(RecordedReportCodec.Read(ask.Payload, recordedAt: default), current)).ToList();
        var stored = new Dictionary<DateOnly, List<MatchCandidate>>();
        await ReadAsync(scope, asks, facts, referenced: true, stored);
        await ReadAsync(scope, asks, facts, referenced: false, stored);

        var matcher = new Matcher(MatchWeights.Default, current);
        var answers = new MatchAnswer[asks.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = inFlight.AnswerOf(asks[i].ReportId) ?? Decide(matcher, scope, asks[i], facts[i], stored);
        }

        return answers;
    }

    private async Task ReadAsync(
        string scope,
        IReadOnlyList<MatchAsk> asks,
        List<MatchFacts?> facts,
        bool referenced,
        Dictionary<DateOnly, List<MatchCandidate>> stored)
    {
        var windows = asks.Zip(facts)
            .Where(pair => pair.First.HasReference == referenced && pair.Second is not null)
            .Select(pair => CandidateReader.WindowOf(pair.Second!))
            .ToList();
        if (windows.Count == 0)
        {
            return;
        }

        try
        {
            var country = SubjectId.Region(this.GetPrimaryKeyString());
            foreach (var candidate in await reader.ReadAsync(country, windows, referenced ? scope : null, CancellationToken.None))
            {
                foreach (var day in candidate.Facts.Select(f => f.From).Distinct())
                {
                    if (!stored.TryGetValue(day, out var there))
                    {
                        stored.Add(day, there = []);
                    }

                    there.Add(candidate);
                }
            }
        }
        catch (LedgerUnavailableException)
        {
            throw new ServiceBusyException("The ledger's database does not answer; nothing of this call is recorded: send it again.", retryAfterSeconds: 1);
        }
    }

    private MatchAnswer Decide(Matcher matcher, string scope, MatchAsk ask, MatchFacts? facts, Dictionary<DateOnly, List<MatchCandidate>> stored)
    {
        if (facts is null)
        {
            return new MatchAnswer(null, "new: it states no day or no place to compare", Uncertain: false);
        }

        var referenceScope = ask.HasReference ? scope : null;
        var candidates = new Dictionary<Guid, MatchCandidate>();
        var (from, to) = CandidateReader.WindowOf(facts);
        for (var day = from; ; day = day.AddDays(1))
        {
            foreach (var candidate in stored.GetValueOrDefault(day, []).Concat(inFlight.On(day)))
            {
                // What this sender has told apart itself; an import is not held against itself.
                if (referenceScope is not null && inFlight.HasReference(candidate.Incident, referenceScope))
                {
                    continue;
                }

                Add(candidates, candidate);
            }

            if (day >= to)
            {
                break;
            }
        }

        candidates.Remove(ask.Own);
        var decision = matcher.Decide(facts, referenceScope, candidates.Values);
        var answer = new MatchAnswer(decision.Incident, decision.Why, decision.Outcome == MatchOutcome.Suggest);
        inFlight.Remember(ask.ReportId, answer, decision.Incident ?? ask.Own, facts, referenceScope);
        return answer;
    }

    private static void Add(Dictionary<Guid, MatchCandidate> candidates, MatchCandidate candidate) =>
        candidates[candidate.Incident] = candidates.TryGetValue(candidate.Incident, out var known) && known != candidate
            ? known with
            {
                Facts = [.. known.Facts.Union(candidate.Facts)],
                ReferenceScopes = known.ReferenceScopes.Union(candidate.ReferenceScopes),
            }
            : candidate;
}
