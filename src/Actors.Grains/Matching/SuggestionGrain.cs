using Actors.Abstractions.Matching;
using Actors.Domain.Catalogue;
using Actors.Domain.Matching;
using Actors.Domain.Reports;
using Actors.Grains.Partitions;
using Actors.Grains.Routing;
using Actors.Ledger;
using Orleans.Concurrency;

namespace Actors.Grains.Matching;

/// <summary>Compares an incident with those around it when somebody asks; pairs are never stored, but for those an analyst rejected.</summary>
[StatelessWorker]
[GrainType("suggestion")]
internal sealed class SuggestionGrain(ILedger ledger, ISubjectExpander expander, CatalogueHolder catalogue, TimeProvider time) : Grain, ISuggestionGrain
{
    private const int MaxRejected = 1_000;

    private readonly CandidateReader reader = new(ledger, expander, catalogue, time);

    public async Task<IReadOnlyList<IncidentSuggestion>?> SuggestAsync(Guid incident)
    {
        if (await FindAsync(incident) is not { } thread)
        {
            return null;
        }

        var current = catalogue.Current;
        var subject = CandidateReader.CandidateOf(thread, current);
        if (thread.Contribution is null || subject.Facts.IsEmpty)
        {
            return [];
        }

        var others = new Dictionary<Guid, MatchCandidate>();
        foreach (var country in subject.Facts.GroupBy(f => f.CountryOf(current)))
        {
            var read = await reader.ReadAsync(country.Key, country.Select(CandidateReader.WindowOf), exceptScope: null, CancellationToken.None);
            foreach (var other in read.All)
            {
                others[other.Incident] = other;
            }
        }

        others.Remove(incident);
        foreach (var rejected in await ReadRejectedAsync(incident))
        {
            others.Remove(rejected.Incident);
        }

        var matcher = new Matcher(MatchWeights.Default, current);
        return [.. matcher.Suggest(subject, others.Values).Select(s => new IncidentSuggestion(s.Incident, s.Chance, s.Why))];
    }

    public async Task<IReadOnlyList<RejectedSuggestion>?> RejectedAsync(Guid incident) =>
        await FindAsync(incident) is null ? null : await ReadRejectedAsync(incident);

    private async Task<IncidentThread?> FindAsync(Guid incident)
    {
        var threads = await ThreadStore.ReadAsync(ledger, [incident], CancellationToken.None);
        return threads is [var thread] && (thread.ClosedInto is not null || thread.Reports.Any(r => r.Report.Report is IncidentReport or AssessmentReport))
            ? thread
            : null;
    }

    private async Task<IReadOnlyList<RejectedSuggestion>> ReadRejectedAsync(Guid incident)
    {
        if (await ledger.FindTermAsync(RevisionTerms.OfApart(incident), CancellationToken.None) is not { } term)
        {
            return [];
        }

        var heads = await ledger.ReadHeadsAsync(CancellationToken.None);
        var at = LedgerVector.Of(heads.Positions.Where(p => p.Key < ledger.PartitionCount));
        var query = new RevisionQuery { At = at, AllOf = [[term]], CountingOnly = false, Limit = MaxRejected };
        var revisions = await ledger.QueryRevisionsAsync(query, CancellationToken.None);
        var entries = await ledger.ReadEntriesAsync([.. revisions.Select(r => r.Address)], CancellationToken.None);
        return
        [
            .. entries.Select(entry => (Action: AnalystAction.Decode(entry.Report.Span), entry.RecordedAt))
                .Select(said => new RejectedSuggestion(
                    said.Action.Incident == incident ? said.Action.Other : said.Action.Incident, said.Action.Reason, said.Action.Author, said.RecordedAt))
                .OrderByDescending(r => r.RecordedAt),
        ];
    }
}
