using System.Collections.Immutable;
using Actors.Domain.Catalogue;

namespace Actors.Domain.Matching;

/// <summary>
/// Decides whether a report is about one of a few known incidents. Pure: the same report, candidates, catalogue and weights give the same
/// decision, whatever the order of the candidates.
/// </summary>
/// <remarks>A report is compared with each report of an incident; the best pair counts. Safe for concurrent use.</remarks>
public sealed class Matcher(MatchWeights weights, ICatalogue catalogue)
{
    private const int MaxSuggestions = 8;
    private const string NothingLikeIt = "new: nothing like it is known around that day";
    private readonly PairComparison comparison = new(weights, catalogue);

    /// <summary>Decides on one report.</summary>
    /// <param name="report">What it says.</param>
    /// <param name="newReferenceOf">The scope of the new reference it comes with; null: it has no reference and may match any incident.</param>
    /// <param name="candidates">Incidents of the same country around the same days, each once.</param>
    public MatchDecision Decide(MatchFacts report, string? newReferenceOf, IReadOnlyCollection<MatchCandidate> candidates)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(candidates);
        var open = Weigh(report, newReferenceOf, candidates);
        if (open.Count == 0)
        {
            return new MatchDecision(MatchOutcome.New, null, 0, NothingLikeIt, []);
        }

        var best = open[0];
        var suggestions = open.TakeWhile(s => s.Chance >= weights.SuggestFrom)
            .Take(MaxSuggestions)
            .Select(s => new MatchSuggestion(s.Candidate.Incident, Math.Round(s.Chance, 3), Explain(report, s.Facts)))
            .ToImmutableArray();
        if (best.Chance >= weights.MatchFrom)
        {
            return new MatchDecision(
                MatchOutcome.Match, best.Candidate.Incident, best.Chance, Explain(report, best.Facts), [.. suggestions.Skip(1)]);
        }

        if (suggestions.IsEmpty)
        {
            return new MatchDecision(MatchOutcome.New, null, best.Chance, NothingLikeIt, []);
        }

        return new MatchDecision(
            MatchOutcome.Suggest, null, best.Chance, $"new: perhaps incident {best.Candidate.Incident:D}, not surely ({suggestions[0].Why})", suggestions);
    }

    /// <summary>Incidents that may be the same event as one recorded already, likeliest first. Two that have references of one scope
    /// are told apart by their sender and not suggested.</summary>
    public IReadOnlyList<MatchSuggestion> Suggest(MatchCandidate incident, IEnumerable<MatchCandidate> others)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(others);
        var apart = others.Where(o => !o.ReferenceScopes.Overlaps(incident.ReferenceScopes)).ToList();
        var best = new Dictionary<Guid, MatchSuggestion>();
        foreach (var report in incident.Facts)
        {
            foreach (var weighed in Weigh(report, newReferenceOf: null, apart).TakeWhile(w => w.Chance >= weights.SuggestFrom))
            {
                var id = weighed.Candidate.Incident;
                if (!best.TryGetValue(id, out var known) || known.Chance < weighed.Chance)
                {
                    best[id] = new MatchSuggestion(id, Math.Round(weighed.Chance, 3), Explain(report, weighed.Facts));
                }
            }
        }

        return [.. best.Values.OrderByDescending(s => s.Chance).ThenBy(s => s.Incident).Take(MaxSuggestions)];
    }

    /// <summary>The candidates the report may join with their chances, greatest first; all candidates make the crowd.</summary>
    private List<Weighed> Weigh(MatchFacts report, string? newReferenceOf, IReadOnlyCollection<MatchCandidate> candidates)
    {
        var crowd = 0;
        var open = new List<Weighed>();
        foreach (var candidate in candidates)
        {
            if (BestOf(report, candidate) is not { } best)
            {
                continue;
            }

            crowd += best.Fits ? 1 : 0;
            if (newReferenceOf is null || !candidate.ReferenceScopes.Contains(newReferenceOf))
            {
                open.Add(new Weighed(candidate, best.Facts, best.Points, 0));
            }
        }

        open.Sort(static (x, y) => x.Points != y.Points ? y.Points.CompareTo(x.Points) : x.Candidate.Incident.CompareTo(y.Candidate.Incident));
        if (open.Count > weights.MaxCandidates)
        {
            open.RemoveRange(weights.MaxCandidates, open.Count - weights.MaxCandidates);
        }

        var placed = report.Lat is not null || report.Leaf.Kind == SubjectKind.Base;
        var none = (placed ? weights.NoneOfPosition : weights.NoneOfRegion)
            + ((placed ? weights.CrowdAtPosition : weights.CrowdInRegion) * Math.Log(1 + crowd));
        var sum = Math.Exp(none) + open.Sum(s => Math.Exp(s.Points));
        return open.ConvertAll(s => s with { Chance = Math.Exp(s.Points) / sum });
    }

    private (MatchFacts Facts, double Points, bool Fits)? BestOf(MatchFacts report, MatchCandidate candidate)
    {
        (MatchFacts Facts, double Points, bool Fits)? best = null;
        foreach (var facts in candidate.Facts)
        {
            if (!PairComparison.DaysMeet(report, facts))
            {
                continue;
            }

            var (points, fits) = comparison.Compare(report, facts, reasons: null);
            if (best is not { } known || points > known.Points)
            {
                best = (facts, points, fits);
            }
        }

        return best is { Points: <= PairComparison.Excluded / 2 } ? null : best;
    }

    private string Explain(MatchFacts report, MatchFacts facts)
    {
        var reasons = new List<MatchReason>();
        comparison.Compare(report, facts, reasons);
        return string.Join(", ", reasons.OrderByDescending(r => Math.Abs(r.Points)).Select(r => r.Text));
    }

    private sealed record Weighed(MatchCandidate Candidate, MatchFacts Facts, double Points, double Chance);
}
