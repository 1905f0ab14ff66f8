using System.Collections.Concurrent;
using System.Collections.Immutable;
using Actors.Domain.Catalogue;

namespace Actors.Domain.Tests.Tallies;

/// <summary>A handful of places and groups, with a dated umbrella, a sponsor and a joined name.</summary>
internal sealed class SmallCatalogue : ICatalogue
{
    private static readonly Dictionary<string, string?> Parents = new()
    {
        ["world"] = null,
        ["middle-east"] = "world",
        ["iq"] = "middle-east",
        ["sy"] = "middle-east",
        ["iq-an"] = "iq",
        ["iq-ni"] = "iq",
        ["sy-hi"] = "sy",
    };

    private static readonly Dictionary<string, string> BaseRegions = new() { ["asad"] = "iq-an", ["harir"] = "iq-ni", ["tanf"] = "sy-hi" };

    private readonly Dictionary<string, List<GroupLink>> umbrellas = new()
    {
        ["kataib"] = [new("militias", null, null)],
        ["nujaba"] = [new("militias", new DateOnly(2023, 7, 1), null)],
        ["us-army"] = [new("us-forces", null, null)],
        ["militias"] = [new("axis", null, new DateOnly(2024, 3, 1))],
    };

    private readonly Dictionary<SubjectId, SubjectId> joined = new() { [SubjectId.Group("hezbollah-brigades")] = SubjectId.Group("kataib"), [SubjectId.Base("assad")] = SubjectId.Base("asad") };

    private readonly ConcurrentDictionary<(SubjectId Subject, SubjectId Leaf, SubjectId? Within, DateOnly? Day), bool> containment = new();

    public long Version { get; init; }

    public IReadOnlyCollection<BaseEntry> Bases => [];

    public IReadOnlyCollection<RegionEntry> Regions => [];

    public IReadOnlyCollection<GroupEntry> Groups => [];

    public IReadOnlyCollection<SourceEntry> Sources => [];

    /// <summary>The same with one more name joined.</summary>
    public SmallCatalogue Joining(SubjectId name, SubjectId to)
    {
        var next = new SmallCatalogue { Version = Version + 1 };
        next.joined[name] = to;
        return next;
    }

    public NameResolution Resolve(SubjectKind kind, string name) => new(new SubjectId(kind, name), true);

    public SubjectId Canonical(SubjectId subject) => joined.TryGetValue(subject, out var to) ? to : subject;

    public ImmutableArray<SubjectId> Expand(SubjectId leaf, SubjectId? within = null) => [.. Above(Canonical(leaf), within, null)];

    public bool Contains(SubjectId subject, SubjectId leaf, SubjectId? within = null, DateOnly? day = null) =>
        containment.GetOrAdd((subject, leaf, within, day), key => Above(Canonical(key.Leaf), key.Within, key.Day).Contains(Canonical(key.Subject)));

    public ImmutableArray<SubjectId> Within(SubjectId subject) =>
        [.. Known().Where(s => Contains(subject, s)).OrderBy(s => s.ToString(), StringComparer.Ordinal)];

    public BaseEntry? FindBase(string key) => BaseRegions.TryGetValue(key, out var region) ? new BaseEntry(key, [key], region, null, null, null) : null;

    public RegionEntry? FindRegion(string key) => Parents.TryGetValue(key, out var parent) ? new RegionEntry(key, [key], "country", parent, null, null, null) : null;

    public GroupEntry? FindGroup(string key) => umbrellas.TryGetValue(key, out var links) ? new GroupEntry(key, [key], [.. links], [new GroupLink("iran", null, null)]) : null;

    public SourceEntry? FindSource(string keyOrAlias) => null;

    public string ZoneOf(SubjectId subject, SubjectId? within = null) => "UTC";

    private IEnumerable<SubjectId> Known() =>
        Parents.Keys.Select(SubjectId.Region)
            .Concat(BaseRegions.Keys.Select(SubjectId.Base))
            .Concat(umbrellas.Keys.Select(SubjectId.Group))
            .Concat(umbrellas.Values.SelectMany(l => l.Select(u => SubjectId.Group(u.Group))))
            .Concat(joined.Keys)
            .Distinct();

    private IEnumerable<SubjectId> Above(SubjectId leaf, SubjectId? within, DateOnly? day)
    {
        yield return leaf;
        if (leaf.Kind == SubjectKind.Group)
        {
            foreach (var link in umbrellas.GetValueOrDefault(leaf.Key) ?? [])
            {
                if (day is not { } on || ((link.From is not { } from || on >= from) && (link.To is not { } to || on <= to)))
                {
                    foreach (var above in Above(SubjectId.Group(link.Group), null, day))
                    {
                        yield return above;
                    }
                }
            }

            yield break;
        }

        var region = leaf.Kind == SubjectKind.Base ? BaseRegions.GetValueOrDefault(leaf.Key) : Parents.GetValueOrDefault(leaf.Key);
        var known = leaf.Kind == SubjectKind.Base ? region is not null : Parents.ContainsKey(leaf.Key);
        region ??= known ? null : within?.Key ?? "world";
        if (region is not null)
        {
            foreach (var above in Above(SubjectId.Region(region), null, day))
            {
                yield return above;
            }
        }
    }
}
