using System.Collections.Concurrent;
using Actors.Grains.Routing;
using Actors.Ledger;

namespace Actors.Cluster.Tests.Streams;

internal sealed class ProbeExpander(ILedger ledger, IGrainFactory grains) : ISubjectExpander
{
    private readonly ConcurrentDictionary<int, IReadOnlyList<SubjectTarget>> expanded = new();
    private readonly ConcurrentDictionary<string, SubjectTarget> targets = new();

    public long Version => 1;

    public async ValueTask<IReadOnlyList<SubjectTarget>> ExpandAsync(int term, CancellationToken cancellationToken)
    {
        if (expanded.TryGetValue(term, out var known))
        {
            return known;
        }

        var text = (await ledger.ResolveTermsAsync([term], cancellationToken))[0];
        return expanded[term] = [.. ProbeSubjects.Expand(text).Select(Target)];
    }

    public async ValueTask<IReadOnlyCollection<int>> TermsOfAsync(string subject, CancellationToken cancellationToken)
    {
        var terms = await ledger.ListTermsAsync("", cancellationToken);
        return [.. terms.Where(term => ProbeSubjects.Expand(term.Key).Contains(subject)).Select(term => term.Value)];
    }

    public SubjectTarget Target(string subject) =>
        targets.GetOrAdd(subject, key => new SubjectTarget(key, grains.GetGrain<IProbeGrain>(key)));
}
