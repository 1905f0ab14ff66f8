using System.Collections.Immutable;

namespace Actors.Domain.Catalogue;

/// <summary>
/// Names and links of bases, regions, groups and sources at one moment: an immutable snapshot. A change makes another.
/// </summary>
/// <remarks>Hot calls (<see cref="Expand"/>, <see cref="Contains"/>) are answered from tables built once.</remarks>
public interface ICatalogue
{
    /// <summary>Position of the control partition it includes; 0 = as shipped.</summary>
    long Version { get; }

    /// <summary>
    /// Resolves a name as somebody wrote it (key with or without prefix, alias, other case, diacritics, transliteration) to
    /// a subject. What nobody knows becomes a provisional key: an ASCII slug, over 100 characters cut plus a hash.
    /// </summary>
    NameResolution Resolve(SubjectKind kind, string name);

    /// <summary>The subject this one was joined to, followed to the end; itself when never joined.</summary>
    SubjectId Canonical(SubjectId subject);

    /// <summary>
    /// All subjects that an incident at (or with) this leaf concerns: itself (canonical), and for a base its regions up to the
    /// theatre and <c>region:world</c>; for a region its ancestors; for a group its umbrellas, transitively and whatever their dates.
    /// Never sponsors. <paramref name="within"/> is used for leaves the catalogue does not know.
    /// </summary>
    ImmutableArray<SubjectId> Expand(SubjectId leaf, SubjectId? within = null);

    /// <summary>True when <paramref name="leaf"/> is <paramref name="subject"/> or lies within it on that day (umbrella links may have dates).</summary>
    bool Contains(SubjectId subject, SubjectId leaf, SubjectId? within = null, DateOnly? day = null);

    /// <summary>All known leaves within a subject, itself and what was joined to them included; what is provisional and
    /// unlinked is not in it.</summary>
    ImmutableArray<SubjectId> Within(SubjectId subject);

    BaseEntry? FindBase(string key);

    RegionEntry? FindRegion(string key);

    GroupEntry? FindGroup(string key);

    /// <summary>A source by key or alias; unknown sources have reliability F.</summary>
    SourceEntry? FindSource(string keyOrAlias);

    IReadOnlyCollection<BaseEntry> Bases { get; }

    IReadOnlyCollection<RegionEntry> Regions { get; }

    IReadOnlyCollection<GroupEntry> Groups { get; }

    IReadOnlyCollection<SourceEntry> Sources { get; }

    /// <summary>IANA zone of a subject: its own, else its parent's (for a country with several zones its main one), else UTC.</summary>
    string ZoneOf(SubjectId subject, SubjectId? within = null);
}

/// <summary>What a name came to.</summary>
/// <param name="Known">False: provisional.</param>
public readonly record struct NameResolution(SubjectId Subject, bool Known)
{
    /// <summary>The provisional subject the name stood for before it was joined to <see cref="Subject"/>; null when no join was followed.
    /// Whoever records it keeps a later split exact: what was recorded under it follows the split.</summary>
    public SubjectId? Joined { get; init; }
}

/// <summary>Names of an entry: the first is shown; all resolve.</summary>
public sealed record BaseEntry(string Key, ImmutableArray<string> Names, string Region, double? Lat, double? Lon, string? Zone);

/// <summary>A region; parent null only for <c>world</c>. Kind: world, theatre, country, subdivision, or a further level.</summary>
public sealed record RegionEntry(string Key, ImmutableArray<string> Names, string Kind, string? Parent, string? Zone, double? Lat, double? Lon)
{
    /// <summary>ISO 3166-1 numeric code of a country, 1 … 999; null elsewhere and for user-assigned codes.</summary>
    public int? Numeric { get; init; }

    /// <summary>ISO 3166-1 alpha-3 code of a country in upper case, for example IRQ; it resolves like a name.</summary>
    public string? Alpha3 { get; init; }

    /// <summary>For a country with several zones, whose <see cref="Zone"/> is null: the zone of its seat of government.
    /// <see cref="ICatalogue.ZoneOf"/> falls back on it, so that days near midnight may be off by one in the other zones.</summary>
    public string? MainZone { get; init; }
}

/// <summary>A dated link to an umbrella or a sponsor; null dates are open ends.</summary>
public sealed record GroupLink(string Group, DateOnly? From, DateOnly? To);

/// <summary>An armed group, state force or umbrella.</summary>
public sealed record GroupEntry(string Key, ImmutableArray<string> Names, ImmutableArray<GroupLink> Umbrellas, ImmutableArray<GroupLink> Sponsors);

/// <summary>A source with its reliability, A … F. Kind: <c>official</c>, <c>service</c>, <c>monitor</c>, <c>newsroom</c>, or <c>party</c>
/// (a belligerent that speaks of itself).</summary>
public sealed record SourceEntry(string Key, ImmutableArray<string> Names, char Reliability, string Kind);
