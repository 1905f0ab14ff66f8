using Actors.Abstractions.Matching;
using Actors.Domain.Catalogue;
using Actors.Domain.Matching;
using Actors.Grains.Partitions;
using Actors.Grains.Routing;
using Actors.Ledger;
using Orleans.Concurrency;

namespace Actors.Grains.Matching;

/// <summary>Compares an incident with those around it when somebody asks; pairs are never stored.</summary>
[StatelessWorker]
[GrainType("suggestion")]
internal sealed class SuggestionGrain(ILedger ledger, ISubjectExpander expander, CatalogueHolder catalogue) : Grain, ISuggestionGrain
{
    private readonly CandidateReader reader = new(ledger, expander, catalogue);

    public async Task<IReadOnlyList<IncidentSuggestion>?> SuggestAsync(Guid incident)
    {
        var threads = await ThreadStore.ReadAsync(ledger, [incident], CancellationToken.None);
        if (threads.Count == 0)
        {
            return null;
        }

        var current = catalogue.Current;
        var subject = CandidateReader.CandidateOf(threads[0], current);
        if (threads[0].Contribution is null || subject.Facts.IsEmpty)
        {
            return [];
        }

        var others = new Dictionary<Guid, MatchCandidate>();
        foreach (var country in subject.Facts.GroupBy(f => f.CountryOf(current)))
        {
            foreach (var other in await reader.ReadAsync(country.Key, country.Select(CandidateReader.WindowOf), exceptScope: null, CancellationToken.None))
            {
                others[other.Incident] = other;
            }
        }

        others.Remove(incident);
        var matcher = new Matcher(MatchWeights.Default, current);
        return [.. matcher.Suggest(subject, others.Values).Select(s => new IncidentSuggestion(s.Incident, s.Chance, s.Why))];
    }
}
