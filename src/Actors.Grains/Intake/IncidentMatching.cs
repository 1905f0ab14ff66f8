using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Matching;
using Actors.Domain.Reports;
using Actors.Grains.Matching;
using Actors.Grains.Partitions;
using Actors.Ledger;

namespace Actors.Grains.Intake;

/// <summary>Finds the incidents that reports without a reference, and first reports of new references, are about.</summary>
internal sealed class IncidentMatching(ILedger ledger, ICatalogue catalogue, IGrainFactory grains)
{
    /// <summary>Addresses those of the items that match an incident to it; says of the others why they are new.</summary>
    /// <param name="items">Addressed by their own reference or report id.</param>
    /// <param name="recorded">The same reports.</param>
    public async Task ApplyAsync(RecordItem[] items, IReadOnlyList<RecordedReport> recorded, string scope)
    {
        var open = await OpenAsync(items, recorded);
        var calls = open.GroupBy(o => o.Country)
            .Select(async group =>
            {
                var asked = group.ToList();
                var asks = asked.ConvertAll(o => new MatchAsk(items[o.Index].ReportId, items[o.Index].Thread, items[o.Index].Payload, o.HasReference));
                return asked.Zip(await grains.GetGrain<IMatchGrain>(group.Key).DecideAsync(scope, asks));
            })
            .ToList();
        var matched = new Dictionary<Guid, (Guid Incident, string Why)>();
        foreach (var ((index, _, hasReference), answer) in (await Task.WhenAll(calls)).SelectMany(answered => answered))
        {
            if (answer.Incident is { } incident)
            {
                matched[items[index].Thread] = (incident, answer.Why);
            }
            else if (!hasReference || answer.Uncertain)
            {
                items[index] = items[index] with { Why = answer.Why };
            }
        }

        if (matched.Count == 0)
        {
            return;
        }

        for (var i = 0; i < items.Length; i++)
        {
            if (!matched.TryGetValue(items[i].Thread, out var target))
            {
                continue;
            }

            items[i] = recorded[i].Report switch
            {
                IncidentReport { Incident: null } => items[i] with { Thread = target.Incident, Matched = target.Incident, Why = target.Why },
                IncidentReport => items[i] with { Thread = target.Incident, Alias = items[i].Thread, Matched = target.Incident, Why = target.Why },

                // What this call says about that report follows it.
                _ => items[i] with { Thread = target.Incident },
            };
        }
    }

    /// <summary>What is to be decided: neither recorded before nor under a reference that is known; of each new reference its first report
    /// that states a day and a place.</summary>
    private async Task<List<(int Index, string Country, bool HasReference)>> OpenAsync(RecordItem[] items, IReadOnlyList<RecordedReport> recorded)
    {
        var open = new List<(int Index, string Country, bool HasReference)>();
        var threads = new HashSet<Guid>();
        for (var i = 0; i < items.Length; i++)
        {
            if (recorded[i].Report is not IncidentReport report || MatchFacts.Of(recorded[i], catalogue) is not { } facts || !threads.Add(items[i].Thread))
            {
                continue;
            }

            open.Add((i, facts.CountryOf(catalogue).Key, report.Incident is not null));
        }

        if (open.Count == 0)
        {
            return open;
        }

        var known = new HashSet<Guid>();
        var referenced = open.Where(o => o.HasReference).Select(o => items[o.Index].Thread).ToList();
        if (referenced.Count > 0)
        {
            known.UnionWith((await ledger.ReadCurrentRevisionsAsync(referenced, CancellationToken.None)).Select(r => r.Incident));
        }

        var without = open.Where(o => !o.HasReference).ToDictionary(o => PendingRecord.KeyOf(items[o.Index].ReportId), o => items[o.Index].Thread);
        if (without.Count > 0)
        {
            known.UnionWith((await ledger.LookUpReportsAsync(without.Keys, CancellationToken.None)).Select(r => without[r.Key]));
        }

        open.RemoveAll(o => known.Contains(items[o.Index].Thread));
        return open;
    }
}
