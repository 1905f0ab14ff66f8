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
        var target = Target(subject);
        var kind = subject[..(subject.IndexOf(':', StringComparison.Ordinal) + 1)];
        var terms = new List<int>();
        foreach (var prefix in kind == "region:" ? new[] { "base:", "region:" } : [kind])
        {
            foreach (var (text, term) in await ledger.ListTermsAsync(prefix, cancellationToken))
            {
                if (current.ByTerm.GetOrAdd(term, static (_, to) => to.Self.Expand(to.Snapshot, to.Text), (Self: this, Snapshot: snapshot, Text: text)).Contains(target))
                {
                    terms.Add(term);
                }
            }
        }

        return terms;
    }

    public SubjectTarget Target(string subject) => targets.GetOrAdd(subject, Make);

    private async ValueTask<IReadOnlyList<SubjectTarget>> ExpandNewAsync(Table current, int term, CancellationToken cancellationToken)
    {
        var text = (await ledger.ResolveTermsAsync([term], cancellationToken))[0];
        return current.ByTerm.GetOrAdd(term, Expand(catalogue.Current, text));
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

    private sealed class Table(long version)
    {
        public long Version => version;

        public ConcurrentDictionary<int, ImmutableArray<SubjectTarget>> ByTerm { get; } = new();
    }
}
