using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Matching;
using Actors.Grains.Routing;
using Actors.Ledger;

namespace Actors.Grains.Matching;

/// <summary>Not reentrant: one call is decided before the next is looked at, so that two senders of one event get one incident.</summary>
/// <remarks>When it moves to another silo it forgets what is in flight: two reports of one event around that instant may then make two
/// incidents, which suggestions show.</remarks>
[GrainType("match")]
internal sealed class MatchGrain(ILedger ledger, ISubjectExpander expander, CatalogueHolder catalogue, InFlightReports reports, TimeProvider time) : Grain, IMatchGrain
{
    private const string NothingToCompare = "new: it states no day or no place to compare";

    private readonly CandidateReader reader = new(ledger, expander, catalogue, time);
    private readonly DecisionsInFlight inFlight = new(reports, time);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Of a country of which nothing comes any more nothing is kept either.
        this.RegisterGrainTimer(
            _ =>
            {
                inFlight.Forget();
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(DecisionsInFlight.Kept, DecisionsInFlight.Kept));
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<MatchAnswer>> DecideAsync(IReadOnlyList<MatchAsk> asks)
    {
        inFlight.Forget();
        var around = new CandidatesAround();
        HashSet<Guid> known;
        try
        {
            known = await ReadAsync([.. asks.Where(ask => inFlight.AnswerOf(ask.Own) is null)], around);
        }
        catch (LedgerUnavailableException failure)
        {
            throw LedgerAway.Busy(failure, "nothing of this call is recorded: send it again");
        }

        var current = catalogue.Current;
        var matcher = new Matcher(MatchWeights.Default, current);
        var answers = new MatchAnswer[asks.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = known.Contains(asks[i].Own)
                ? MatchAnswer.Own
                : inFlight.AnswerOf(asks[i].Own) ?? DecideAndRemember(matcher, asks[i], around, current);
        }

        return answers;
    }

    /// <summary>Reads what the reports may be about; returns those of their incidents that exist already, as far as it matters.</summary>
    private async Task<HashSet<Guid>> ReadAsync(List<MatchAsk> asks, CandidatesAround around)
    {
        var senders = asks.GroupBy(ReferenceScopeOf).ToList();
        foreach (var sender in senders)
        {
            around.Add(sender.Key, await reader.ReadAsync(
                SubjectId.Region(this.GetPrimaryKeyString()), sender.Select(CandidateReader.WindowOf), sender.Key, CancellationToken.None));
        }

        // With nothing to compare it with, a report goes where it is addressed whether that is known or not.
        var compared = asks.Where(ask => !ask.HasReference || senders.Count > 1 || HasCandidates(ask, around)).ToList();
        return await reader.KnownAsync(compared, CancellationToken.None);
    }

    private bool HasCandidates(MatchAsk ask, CandidatesAround around)
    {
        var scope = ReferenceScopeOf(ask);
        return DaysOf(ask).Any(day => around.AnyOn(day, scope) || inFlight.AnyOn(day, scope));
    }

    private MatchAnswer DecideAndRemember(Matcher matcher, MatchAsk ask, CandidatesAround around, ICatalogue current)
    {
        var answer = HasCandidates(ask, around) || !ask.HasReference ? Decide(matcher, ask, around, current) : MatchAnswer.Own;
        inFlight.Remember(ask, answer);
        return answer;
    }

    private MatchAnswer Decide(Matcher matcher, MatchAsk ask, CandidatesAround around, ICatalogue current)
    {
        if (MatchFacts.Of(RecordedReportCodec.Read(ask.Payload, recordedAt: default), current) is not { } facts)
        {
            return new MatchAnswer(null, NothingToCompare);
        }

        var scope = ReferenceScopeOf(ask);
        var candidates = new Dictionary<Guid, MatchCandidate>();
        foreach (var day in DaysOf(ask))
        {
            foreach (var candidate in around.On(day, scope).Concat(inFlight.On(day, scope, current)))
            {
                // What this sender has told apart itself; an import is not held against itself.
                if (scope is null || !inFlight.HasReference(candidate.Incident, scope))
                {
                    Add(candidates, candidate);
                }
            }
        }

        candidates.Remove(ask.Own);
        var decision = matcher.Decide(facts, scope, candidates.Values);
        var worthTelling = decision.Outcome != MatchOutcome.New || !ask.HasReference;
        return new MatchAnswer(decision.Incident, worthTelling ? decision.Why + around.Limits(scope) : null);
    }

    /// <summary>The days on which an incident it may be about began.</summary>
    private static IEnumerable<DateOnly> DaysOf(MatchAsk ask)
    {
        var (from, to) = CandidateReader.WindowOf(ask);
        for (var day = from.DayNumber; day <= to.DayNumber; day++)
        {
            yield return DateOnly.FromDayNumber(day);
        }
    }

    private static string? ReferenceScopeOf(MatchAsk ask) => ask.HasReference ? ask.Scope : null;

    private static void Add(Dictionary<Guid, MatchCandidate> candidates, MatchCandidate candidate) =>
        candidates[candidate.Incident] = candidates.TryGetValue(candidate.Incident, out var known) && known != candidate
            ? known with
            {
                Facts = [.. known.Facts.Union(candidate.Facts)],
                ReferenceScopes = known.ReferenceScopes.Union(candidate.ReferenceScopes),
            }
            : candidate;
}
