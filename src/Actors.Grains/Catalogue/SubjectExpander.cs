using System.Collections.Concurrent;
using System.Collections.Immutable;
using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Grains.Routing;
using Actors.Ledger;

namespace Actors.Grains.Catalogue;

/// <summary>From the terms entries name to the subjects they concern by the catalogue in force, and back.</summary>
/// <remarks>One per silo. A term's string never changes and is kept for good; expansions are dropped with the catalogue they were made from.</remarks>
public sealed class SubjectExpander(ILedger ledger, CatalogueHolder catalogue, IGrainFactory grains) : ISubjectExpander
{
    private readonly ConcurrentDictionary<string, SubjectTarget> targets = new(StringComparer.Ordinal);
    private Table table = new(version: -1);

    public long Version => catalogue.Current.Version;

    public ValueTask<IReadOnlyList<SubjectTarget>> ExpandAsync(int term, CancellationToken cancellationToken)
    {
        var current = TableOf(catalogue.Current);
        return current.ByTerm.TryGetValue(term, out var known)
            ? new ValueTask<IReadOnlyList<SubjectTarget>>(known)
            : ExpandNewAsync(current, term, cancellationToken);
    }

    public async ValueTask<IReadOnlyCollection<int>> TermsOfAsync(string subject, CancellationToken cancellationToken)
    {
        var snapshot = catalogue.Current;
        var current = TableOf(snapshot);
        var greatest = await ledger.RefreshTermsAsync(cancellationToken);

        // Read once: another caller moves it on, past what this one was told is the greatest.
        var indexed = current.IndexedTo;
        if (indexed < greatest)
        {
            await IndexAsync(current, snapshot, indexed + 1, greatest, cancellationToken);
        }

        return current.TermsOf(subject);
    }

    public SubjectTarget Target(string subject) => targets.GetOrAdd(subject, Make);

    private async ValueTask<IReadOnlyList<SubjectTarget>> ExpandNewAsync(Table current, int term, CancellationToken cancellationToken)
    {
        var text = (await ledger.ResolveTermsAsync([term], cancellationToken))[0];
        return current.ByTerm.GetOrAdd(term, Expand(catalogue.Current, text));
    }

    private async Task IndexAsync(Table current, ICatalogue snapshot, int from, int upTo, CancellationToken cancellationToken)
    {
        var texts = await ledger.ResolveTermsAsync([.. Enumerable.Range(from, upTo - from + 1)], cancellationToken);
        for (var i = 0; i < texts.Count; i++)
        {
            current.Index(from + i, current.ByTerm.GetOrAdd(from + i, static (_, to) => to.Self.Expand(to.Snapshot, to.Text), (Self: this, Snapshot: snapshot, Text: texts[i])));
        }
    }

    private Table TableOf(ICatalogue snapshot)
    {
        var current = Volatile.Read(ref table);
        if (current.Version != snapshot.Version)
        {
            current = new Table(snapshot.Version);
            Volatile.Write(ref table, current);
        }

        return current;
    }

    private ImmutableArray<SubjectTarget> Expand(ICatalogue snapshot, string text) =>
        SubjectId.TryParse(text, out var leaf) ? [.. snapshot.Expand(leaf).Select(s => Target(s.ToString()))] : [];

    private SubjectTarget Make(string subject)
    {
        if (!SubjectId.TryParse(subject, out var id))
        {
            throw new FormatException($"'{subject}' is no subject: expected base:…, region:… or group:….");
        }

        ISubjectConsumer consumer = id.Kind switch
        {
            SubjectKind.Base => grains.GetGrain<IBaseGrain>(id.Key),
            SubjectKind.Region => grains.GetGrain<IRegionGrain>(id.Key),
            _ => grains.GetGrain<IActorGroupGrain>(id.Key),
        };
        return new SubjectTarget(subject, consumer);
    }

    /// <summary>Expansions by one catalogue, both ways. Terms are taken into the way back in the order of their ids, each once.</summary>
    private sealed class Table(long version)
    {
        private readonly Lock gate = new();
        private readonly Dictionary<string, ImmutableArray<int>.Builder> bySubject = new(StringComparer.Ordinal);
        private int indexedTo;

        public long Version => version;

        public int IndexedTo => Volatile.Read(ref indexedTo);

        public ConcurrentDictionary<int, ImmutableArray<SubjectTarget>> ByTerm { get; } = new();

        public void Index(int term, ImmutableArray<SubjectTarget> targets)
        {
            lock (gate)
            {
                if (term != indexedTo + 1)
                {
                    // Another caller was here first.
                    return;
                }

                foreach (var target in targets)
                {
                    if (!bySubject.TryGetValue(target.Subject, out var terms))
                    {
                        bySubject.Add(target.Subject, terms = ImmutableArray.CreateBuilder<int>(1));
                    }

                    terms.Add(term);
                }

                Volatile.Write(ref indexedTo, term);
            }
        }

        public ImmutableArray<int> TermsOf(string subject)
        {
            lock (gate)
            {
                return bySubject.TryGetValue(subject, out var terms) ? terms.ToImmutable() : [];
            }
        }
    }
}
