using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Actors.Domain.Catalogue;

/// <summary>
/// Names and links of bases, regions, groups and sources: immutable, safe for any number of threads. <see cref="BuiltIn"/> is as shipped;
/// each change of the control partition makes the next one. Tables are built at the first question and shared by catalogues that
/// differ elsewhere, so a long history of changes replays without rebuilding them at each step.
/// </summary>
/// <remarks>
/// A name resolves, in this order: as a key, with or without prefix; by its plain folding (case, diacritics, apostrophes, punctuation,
/// alef and hamza forms); by its loose folding (articles and transliteration, see <see cref="NameFold"/>). A folding that fits two
/// entries resolves to neither, except that a theatre or country goes before a subdivision of the same name, and a region before
/// the parts of it that share its name.
/// </remarks>
public sealed class Catalogue : ICatalogue
{
    private static readonly Lazy<Catalogue> Shipped = new(() => new Catalogue(BuiltInCatalogue.Read(), version: 0, earlier: null));

    private readonly CatalogueContent _content;
    private readonly Lazy<PlaceTables> _places;
    private readonly Lazy<GroupTables> _groups;
    private readonly Lazy<NameIndex> _sourceNames;
    private readonly Lazy<FrozenDictionary<SubjectId, ImmutableArray<SubjectId>>> _joined;
    private readonly Lazy<Listing> _listing;

    private Catalogue(CatalogueContent content, long version, Catalogue? earlier)
    {
        _content = content;
        Version = version;
        var samePlaces = earlier is not null && earlier._content.Regions == content.Regions && earlier._content.Bases == content.Bases;
        var sameGroups = earlier is not null && earlier._content.Groups == content.Groups;
        var sameSources = earlier is not null && earlier._content.Sources == content.Sources;
        var sameJoins = earlier is not null && earlier._content.Joins == content.Joins;
        _places = samePlaces ? earlier!._places : new(() => new PlaceTables(content));
        _groups = sameGroups ? earlier!._groups : new(() => new GroupTables(content));
        _sourceNames = sameSources
            ? earlier!._sourceNames
            : new(() => new NameIndex(content.Sources.Values.Select(s => (s.Key, s.Names.Add(s.Key), 0))));
        _joined = samePlaces && sameGroups && sameJoins ? earlier!._joined : new(WithJoined);
        _listing = samePlaces && sameGroups && sameSources ? earlier!._listing : new(() => new Listing(content));
    }

    /// <summary>The catalogue as shipped: all countries and subdivisions, the bases, groups and sources of the region it began with.</summary>
    public static Catalogue BuiltIn => Shipped.Value;

    /// <inheritdoc/>
    public long Version { get; }

    /// <summary>Provisional subjects and the known ones they were joined to.</summary>
    public IReadOnlyDictionary<SubjectId, SubjectId> Joins => _content.Joins;

    /// <inheritdoc/>
    public IReadOnlyCollection<BaseEntry> Bases => _listing.Value.Bases;

    /// <inheritdoc/>
    public IReadOnlyCollection<RegionEntry> Regions => _listing.Value.Regions;

    /// <inheritdoc/>
    public IReadOnlyCollection<GroupEntry> Groups => _listing.Value.Groups;

    /// <inheritdoc/>
    public IReadOnlyCollection<SourceEntry> Sources => _listing.Value.Sources;

    /// <summary>What is wrong with a change, all of it; empty when it fits.</summary>
    public ImmutableArray<CatalogueError> Check(CatalogueChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return CatalogueRules.Check(_content, change);
    }

    /// <summary>The catalogue after a change.</summary>
    /// <param name="version">Position of the change in the control partition, above <see cref="Version"/>.</param>
    /// <exception cref="CatalogueChangeException">The change does not fit (<see cref="Check"/>).</exception>
    /// <exception cref="ArgumentOutOfRangeException">The version does not grow.</exception>
    public Catalogue Apply(CatalogueChange change, long version)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(version, Version);
        var errors = Check(change);
        if (!errors.IsEmpty)
        {
            throw new CatalogueChangeException(errors);
        }

        var content = change switch
        {
            PutBase put => _content.With(put.Entry),
            PutRegion put => _content.With(put.Entry),
            PutGroup put => _content.With(put.Entry),
            PutSource put => _content.With(put.Entry),
            JoinSubject join => _content with { Joins = _content.Joins.Add(join.Provisional, join.Into) },
            SplitSubject split => _content with { Joins = _content.Joins.Remove(split.Provisional) },
            _ => throw new InvalidOperationException($"The change {change.GetType().Name} has no meaning here."),
        };
        return new Catalogue(content, version, earlier: this);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The name is empty or white space.</exception>
    public NameResolution Resolve(SubjectKind kind, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var bare = SubjectId.TryParse(name, out var prefixed) && prefixed.Kind == kind ? prefixed.Key : name;
        var key = kind switch
        {
            SubjectKind.Base => _places.Value.BaseNames.Find(bare),
            SubjectKind.Region => _places.Value.RegionNames.Find(bare),
            _ => _groups.Value.Names.Find(bare),
        };
        if (key is not null)
        {
            return new NameResolution(new SubjectId(kind, key), Known: true);
        }

        var provisional = new SubjectId(kind, Slug.Provisional(bare));
        return _content.Joins.TryGetValue(provisional, out var known)
            ? new NameResolution(known, Known: true) { Joined = provisional }
            : new NameResolution(provisional, Known: false);
    }

    /// <inheritdoc/>
    public SubjectId Canonical(SubjectId subject)
    {
        // Only known subjects are joined to, and they are never joined themselves: one step is the end.
        return !_content.Joins.IsEmpty && _content.Joins.TryGetValue(subject, out var known) ? known : subject;
    }

    /// <inheritdoc/>
    public ImmutableArray<SubjectId> Expand(SubjectId leaf, SubjectId? within = null)
    {
        var subject = Canonical(leaf);
        if (Lines(subject.Kind).TryGetValue(subject, out var line))
        {
            return line;
        }

        if (subject.Kind == SubjectKind.Group)
        {
            return [subject];
        }

        var parent = Canonical(within ?? SubjectId.World);
        if (parent == subject || parent.Kind == SubjectKind.Group)
        {
            parent = SubjectId.World;
        }

        return _places.Value.Lines.TryGetValue(parent, out var above) ? [subject, .. above] : [subject, parent, SubjectId.World];
    }

    /// <inheritdoc/>
    public bool Contains(SubjectId subject, SubjectId leaf, SubjectId? within = null, DateOnly? day = null)
    {
        var inner = Canonical(leaf);
        var outer = Canonical(subject);
        if (inner == outer)
        {
            return true;
        }

        if (!IsAbove(outer, inner, within))
        {
            return false;
        }

        return day is not { } on || outer.Kind != SubjectKind.Group || _groups.Value.WasUnder(inner.Key, outer.Key, on);
    }

    /// <summary>As <see cref="Expand"/> contains it, without making the line of a leaf that is not known.</summary>
    private bool IsAbove(SubjectId outer, SubjectId inner, SubjectId? within)
    {
        if (outer.Kind != inner.Kind && (outer.Kind == SubjectKind.Group || inner.Kind == SubjectKind.Group))
        {
            return false;
        }

        if (Lines(inner.Kind).TryGetValue(inner, out var line))
        {
            return line.Contains(outer);
        }

        if (inner.Kind == SubjectKind.Group)
        {
            return false;
        }

        var parent = Canonical(within ?? SubjectId.World);
        if (parent == inner || parent.Kind == SubjectKind.Group)
        {
            parent = SubjectId.World;
        }

        return _places.Value.Lines.TryGetValue(parent, out var above) ? above.Contains(outer) : outer == parent || outer == SubjectId.World;
    }

    /// <inheritdoc/>
    public ImmutableArray<SubjectId> Within(SubjectId subject)
    {
        var canonical = Canonical(subject);
        return _joined.Value.TryGetValue(canonical, out var leaves) ? leaves : Leaves(canonical);
    }

    /// <inheritdoc/>
    public BaseEntry? FindBase(string key) => _content.Bases.GetValueOrDefault(key);

    /// <inheritdoc/>
    public RegionEntry? FindRegion(string key) => _content.Regions.GetValueOrDefault(key);

    /// <inheritdoc/>
    public GroupEntry? FindGroup(string key) => _content.Groups.GetValueOrDefault(key);

    /// <inheritdoc/>
    public SourceEntry? FindSource(string keyOrAlias) =>
        _sourceNames.Value.Find(keyOrAlias) is { } key ? _content.Sources[key] : null;

    /// <inheritdoc/>
    public string ZoneOf(SubjectId subject, SubjectId? within = null)
    {
        foreach (var step in Expand(subject, within))
        {
            if (_places.Value.Zones.TryGetValue(step, out var zone))
            {
                return zone;
            }
        }

        return PlaceTables.NoZone;
    }

    private FrozenDictionary<SubjectId, ImmutableArray<SubjectId>> Lines(SubjectKind kind) =>
        kind == SubjectKind.Group ? _groups.Value.Lines : _places.Value.Lines;

    // Only what joins change: the rest is shared by all catalogues with the same entries.
    private FrozenDictionary<SubjectId, ImmutableArray<SubjectId>> WithJoined()
    {
        var joined = new Dictionary<SubjectId, List<SubjectId>>();
        foreach (var (provisional, known) in _content.Joins)
        {
            foreach (var subject in Lines(known.Kind)[known])
            {
                if (!joined.TryGetValue(subject, out var more))
                {
                    joined.Add(subject, more = []);
                }

                more.Add(provisional);
            }
        }

        return joined.ToFrozenDictionary(
            pair => pair.Key,
            pair => ImmutableArray.CreateRange(Leaves(pair.Key).Concat(pair.Value.OrderBy(leaf => leaf.Kind).ThenBy(leaf => leaf.Key, StringComparer.Ordinal))));
    }

    private ImmutableArray<SubjectId> Leaves(SubjectId subject)
    {
        var leaves = subject.Kind == SubjectKind.Group ? _groups.Value.Leaves : _places.Value.Leaves;
        return leaves.TryGetValue(subject, out var known) ? known : [subject];
    }

    private sealed class Listing(CatalogueContent content)
    {
        public BaseEntry[] Bases { get; } = [.. content.Bases.Values.OrderBy(e => e.Key, StringComparer.Ordinal)];

        public RegionEntry[] Regions { get; } = [.. content.Regions.Values.OrderBy(e => e.Key, StringComparer.Ordinal)];

        public GroupEntry[] Groups { get; } = [.. content.Groups.Values.OrderBy(e => e.Key, StringComparer.Ordinal)];

        public SourceEntry[] Sources { get; } = [.. content.Sources.Values.OrderBy(e => e.Key, StringComparer.Ordinal)];
    }
}
