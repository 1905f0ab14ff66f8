using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Matching;
using Actors.Domain.Reports;
using Actors.Grains.Matching;
using Actors.Grains.Partitions;

namespace Actors.Grains.Intake;

/// <summary>Finds the incidents that reports without a reference, and first reports of new references, are about.</summary>
internal sealed class IncidentMatching(ICatalogue catalogue, MatchQueue queue)
{
    /// <summary>Addresses those of the items that match an incident to it; says of the others why they are new.</summary>
    /// <param name="items">Addressed by their own reference or report id.</param>
    /// <param name="recorded">The same reports.</param>
    /// <param name="scope">Whose reports they are.</param>
    public async Task ApplyAsync(RecordItem[] items, IReadOnlyList<RecordedReport> recorded, string scope)
    {
        var asked = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var threads = new HashSet<Guid>();
        for (var i = 0; i < items.Length; i++)
        {
            // Of each reference the first report that states a day and a place.
            if (!MatchFacts.IsComparable(recorded[i], catalogue) || !threads.Add(items[i].Thread))
            {
                continue;
            }

            var country = MatchFacts.CountryOf(recorded[i].PlaceLineage, catalogue).Key;
            if (!asked.TryGetValue(country, out var there))
            {
                asked.Add(country, there = []);
            }

            there.Add(i);
        }

        if (asked.Count == 0)
        {
            return;
        }

        var calls = asked.Select(async country => country.Value.Zip(
            await queue.DecideAsync(country.Key, country.Value.ConvertAll(i => Ask(items[i], (IncidentReport)recorded[i].Report, scope)))));
        var matched = new Dictionary<Guid, (Guid Incident, string? Why)>();
        foreach (var (index, answer) in (await Task.WhenAll(calls)).SelectMany(answered => answered))
        {
            if (answer.Incident is { } incident)
            {
                matched[items[index].Thread] = (incident, answer.Why);
            }
            else
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

    private static MatchAsk Ask(RecordItem item, IncidentReport report, string scope) =>
        new(item.ReportId, item.Thread, scope, report.Incident is not null, report.Occurred!.From, report.Occurred.To, item.Payload);
}
