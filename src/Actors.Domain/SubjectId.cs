namespace Actors.Domain;

/// <summary>What a subject is.</summary>
public enum SubjectKind
{
    /// <summary>An installation or outpost.</summary>
    Base,

    /// <summary>A node of the tree world, theatre, country, subdivision, further levels.</summary>
    Region,

    /// <summary>An armed group, state force or umbrella of groups.</summary>
    Group,
}

/// <summary>A base, region or actor group: <c>base:ain-al-asad</c>, <c>region:iq-an</c>, <c>group:us-forces</c>.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Key">The key without prefix: a lower-case ASCII slug.</param>
public readonly record struct SubjectId(SubjectKind Kind, string Key)
{
    /// <summary>The root of all regions.</summary>
    public static SubjectId World { get; } = Region("world");

    public static SubjectId Base(string key) => new(SubjectKind.Base, key);

    public static SubjectId Region(string key) => new(SubjectKind.Region, key);

    public static SubjectId Group(string key) => new(SubjectKind.Group, key);

    /// <summary>Reads <c>base:…</c>, <c>region:…</c> or <c>group:…</c>; the key must not be empty.</summary>
    public static bool TryParse(string? text, out SubjectId subject)
    {
        subject = default;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon < 1 || colon == text!.Length - 1)
        {
            return false;
        }

        SubjectKind? kind = text.AsSpan(0, colon) switch
        {
            "base" => SubjectKind.Base,
            "region" => SubjectKind.Region,
            "group" => SubjectKind.Group,
            _ => null,
        };
        if (kind is null)
        {
            return false;
        }

        subject = new SubjectId(kind.Value, text[(colon + 1)..]);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        SubjectKind.Base => "base:" + Key,
        SubjectKind.Region => "region:" + Key,
        _ => "group:" + Key,
    };
}
