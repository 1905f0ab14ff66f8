using Actors.Domain.Matching;

namespace Actors.Domain.Tests.Matching;

/// <summary>How often a matcher is right at each threshold: one seeded second sender over all events, and the twins sent by a third.</summary>
internal sealed class MatchCurve
{
    private readonly List<(double Score, bool Right)> decisions = [];

    private MatchCurve(int duplicates) => Duplicates = duplicates;

    public int Duplicates { get; }

    /// <summary>Matches of a duplicate with the incident it is of; with another; matches of an event that nobody reported yet.</summary>
    public (int Right, int Wrong) At(double from) =>
        (decisions.Count(d => d.Score >= from && d.Right), decisions.Count(d => d.Score >= from && !d.Right));

    public (double Precision, double Recall) RatesAt(double from)
    {
        var (right, wrong) = At(from);
        return (right / (double)Math.Max(1, right + wrong), right / (double)Duplicates);
    }

    public static MatchCurve Measure(UcdpEvents events, MatchWeights weights, int seed, bool everyEventUnreported = false)
    {
        var matcher = new Matcher(weights with { MatchFrom = 0, SuggestFrom = 2 }, events.Catalogue);
        var sender = new SecondSender(events, seed);
        var curve = new MatchCurve(events.All.Count);
        foreach (var told in events.All)
        {
            var facts = sender.Retell(told);
            curve.Add(matcher.Decide(facts, "b", events.CandidatesOf(facts)), told.Candidate.Incident);
        }

        foreach (var unreported in everyEventUnreported ? events.All : events.Twins)
        {
            var facts = everyEventUnreported ? sender.Retell(unreported) : unreported.Facts;
            var others = events.CandidatesOf(facts);
            others.Remove(unreported.Candidate);
            curve.Add(matcher.Decide(facts, "b", others), rightful: null);
        }

        return curve;
    }

    private void Add(MatchDecision decision, Guid? rightful)
    {
        if (decision.Outcome == MatchOutcome.Match)
        {
            decisions.Add((decision.Chance, decision.Incident == rightful));
        }
    }
}
