using System.Collections.Immutable;
using Actors.Domain.Catalogue;

namespace Actors.Domain.Tests.Signals;

/// <summary>A catalogue that knows who belongs to which umbrella, and one zone for all.</summary>
internal sealed class MembersOnlyCatalogue(string zone, params (string Umbrella, string Member)[] links) : ICatalogue
{
    public long Version => 0;

    public IReadOnlyCollection<BaseEntry> Bases => [];

    public IReadOnlyCollection<RegionEntry> Regions => [];

    public IReadOnlyCollection<GroupEntry> Groups => [];

    public IReadOnlyCollection<SourceEntry> Sources => [];

    public SubjectId Canonical(SubjectId subject) => subject;

    public bool Contains(SubjectId subject, SubjectId leaf, SubjectId? within = null, DateOnly? day = null) =>
        subject == leaf || links.Any(link => link.Umbrella == subject.Key && Contains(SubjectId.Group(link.Member), leaf, within, day));

    public string ZoneOf(SubjectId subject, SubjectId? within = null) => zone;

    public NameResolution Resolve(SubjectKind kind, string name) => throw new NotSupportedException();

    public ImmutableArray<SubjectId> Expand(SubjectId leaf, SubjectId? within = null) => throw new NotSupportedException();

    public ImmutableArray<SubjectId> Within(SubjectId subject) => throw new NotSupportedException();

    public BaseEntry? FindBase(string key) => throw new NotSupportedException();

    public RegionEntry? FindRegion(string key) => throw new NotSupportedException();

    public GroupEntry? FindGroup(string key) => throw new NotSupportedException();

    public SourceEntry? FindSource(string keyOrAlias) => throw new NotSupportedException();
}
