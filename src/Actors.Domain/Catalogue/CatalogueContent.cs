using System.Collections.Immutable;

namespace Actors.Domain.Catalogue;

/// <summary>The entries and joins of a catalogue, and which entry claims which name. Persistent maps: a change shares the rest.</summary>
internal sealed record CatalogueContent
{
    public static CatalogueContent Empty { get; } = new();

    public ImmutableDictionary<string, BaseEntry> Bases { get; init; } = ImmutableDictionary<string, BaseEntry>.Empty;

    public ImmutableDictionary<string, RegionEntry> Regions { get; init; } = ImmutableDictionary<string, RegionEntry>.Empty;

    public ImmutableDictionary<string, GroupEntry> Groups { get; init; } = ImmutableDictionary<string, GroupEntry>.Empty;

    public ImmutableDictionary<string, SourceEntry> Sources { get; init; } = ImmutableDictionary<string, SourceEntry>.Empty;

    /// <summary>Provisional subject → known subject.</summary>
    public ImmutableDictionary<SubjectId, SubjectId> Joins { get; init; } = ImmutableDictionary<SubjectId, SubjectId>.Empty;

    /// <summary>Plain folding of a name → key of the one entry that claims it, by what it names.</summary>
    public ImmutableDictionary<(NameSpace Space, string Plain), string> Claims { get; init; } =
        ImmutableDictionary<(NameSpace, string), string>.Empty;

    /// <summary>With subdivisions as shipped: thousands at once, whose names may be shared.</summary>
    public CatalogueContent With(ImmutableDictionary<string, RegionEntry> regions)
    {
        var claims = Claims.ToBuilder();
        foreach (var key in regions.Keys)
        {
            claims.TryAdd((NameSpace.Region, key), key);
        }

        return this with { Regions = regions, Claims = claims.ToImmutable() };
    }

    public bool Knows(SubjectId subject) => subject.Kind switch
    {
        SubjectKind.Base => Bases.ContainsKey(subject.Key),
        SubjectKind.Region => Regions.ContainsKey(subject.Key),
        _ => Groups.ContainsKey(subject.Key),
    };

    public CatalogueContent With(BaseEntry entry) => this with
    {
        Bases = Bases.SetItem(entry.Key, entry),
        Claims = Claim(NameSpace.Base, entry.Key, Bases.GetValueOrDefault(entry.Key)?.Names ?? [], entry.Names),
    };

    public CatalogueContent With(RegionEntry entry)
    {
        var old = Regions.GetValueOrDefault(entry.Key);
        var release = old is not null && IsUnique(old.Kind) ? old.Names : [];
        return this with
        {
            Regions = Regions.SetItem(entry.Key, entry),
            Claims = Claim(NameSpace.Region, entry.Key, release, IsUnique(entry.Kind) ? entry.Names : []),
        };
    }

    public CatalogueContent With(GroupEntry entry) => this with
    {
        Groups = Groups.SetItem(entry.Key, entry),
        Claims = Claim(NameSpace.Group, entry.Key, Groups.GetValueOrDefault(entry.Key)?.Names ?? [], entry.Names),
    };

    public CatalogueContent With(SourceEntry entry) => this with
    {
        Sources = Sources.SetItem(entry.Key, entry),
        Claims = Claim(NameSpace.Source, entry.Key, Sources.GetValueOrDefault(entry.Key)?.Names ?? [], entry.Names),
    };

    /// <summary>Whether regions of this kind must not share a name: many subdivisions do (every third country has a Central).</summary>
    public static bool IsUnique(string regionKind) => regionKind is RegionKinds.World or RegionKinds.Theatre or RegionKinds.Country;

    private ImmutableDictionary<(NameSpace Space, string Plain), string> Claim(
        NameSpace space, string key, ImmutableArray<string> release, ImmutableArray<string> names)
    {
        var claims = Claims.ToBuilder();
        foreach (var name in release)
        {
            claims.Remove((space, NameFold.Plain(name)));
        }

        foreach (var name in names)
        {
            claims[(space, NameFold.Plain(name))] = key;
        }

        claims[(space, key)] = key;
        return claims.ToImmutable();
    }
}

/// <summary>Within what a name must be unique.</summary>
internal enum NameSpace
{
    Base,
    Region,
    Group,
    Source,
}
