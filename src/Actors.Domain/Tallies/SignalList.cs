using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

/// <summary>The signals that hold, by the id of their report. Raised and restored count +1, withdrawn −1, so any order of partitions agrees.</summary>
internal sealed class SignalList
{
    private readonly Dictionary<string, (Signal? Signal, int Count)> byReport = new(StringComparer.Ordinal);

    /// <summary>Those that hold, by id of report.</summary>
    public IEnumerable<Signal> Active =>
        byReport.Values.Where(s => s is { Count: > 0, Signal: not null }).Select(s => s.Signal!).OrderBy(s => s.Report.Id, StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, (Signal? Signal, int Count)>> All => byReport.OrderBy(s => s.Key, StringComparer.Ordinal);

    public void Apply(EntryEffects effects)
    {
        if (effects.Raised is not null)
        {
            Add(effects.Raised.Report.Id, effects.Raised, 1);
        }

        foreach (var signal in effects.Restored)
        {
            Add(signal.Report.Id, signal, 1);
        }

        foreach (var report in effects.Withdrawn)
        {
            if (!effects.Restored.Any(r => r.Report.Id == report))
            {
                Add(report, null, -1);
            }
        }
    }

    public void Add(string report, Signal? signal, int weight)
    {
        byReport.TryGetValue(report, out var known);
        var count = known.Count + weight;
        if (count == 0)
        {
            byReport.Remove(report);
        }
        else
        {
            byReport[report] = (signal ?? known.Signal, count);
        }
    }
}
