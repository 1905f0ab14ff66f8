namespace Actors.Domain.Tallies;

/// <summary>What a row of a breakdown is about.</summary>
internal enum RowKind : byte
{
    /// <summary>A type, an outcome, a source.</summary>
    Slug,
    Base,
    Region,
    Group,

    /// <summary>The value is absent.</summary>
    Unknown,
}

/// <summary>The key of a row, without the cost of writing it out. <paramref name="Within"/> goes with a place the catalogue may not know.</summary>
internal readonly record struct RowKey(RowKind Kind, string Text, SubjectId? Within = null)
{
    public const string UnknownText = "unknown";

    public static RowKey Unknown { get; } = new(RowKind.Unknown, UnknownText);

    public static RowKey Slug(string text) => new(RowKind.Slug, text);

    public static RowKey Group(SubjectId group) => new(RowKind.Group, group.Key);

    /// <summary>A place; <c>region:world</c> is where nobody said a place.</summary>
    public static RowKey Place(SubjectId leaf, SubjectId? within) =>
        leaf == SubjectId.World ? Unknown : new(leaf.Kind == SubjectKind.Base ? RowKind.Base : RowKind.Region, leaf.Key, within);

    /// <summary>The subject it names; an unknown place is the world.</summary>
    public SubjectId Subject => Kind switch
    {
        RowKind.Base => SubjectId.Base(Text),
        RowKind.Region => SubjectId.Region(Text),
        RowKind.Group => SubjectId.Group(Text),
        _ => SubjectId.World,
    };

    /// <summary>As the public contract writes it.</summary>
    public override string ToString() => Kind switch
    {
        RowKind.Base => "base:" + Text,
        RowKind.Region => "region:" + Text,
        RowKind.Group => "group:" + Text,
        _ => Text,
    };
}

/// <summary>Equality of row keys at the cost of one string hash: they are looked up several times an entry.</summary>
internal sealed class RowKeyComparer : IEqualityComparer<RowKey>
{
    public static RowKeyComparer Instance { get; } = new();

    public bool Equals(RowKey x, RowKey y) =>
        x.Kind == y.Kind && string.Equals(x.Text, y.Text) && (x.Within is null ? y.Within is null : y.Within is { } within && within == x.Within);

    public int GetHashCode(RowKey key) => key.Text.GetHashCode(StringComparison.Ordinal) + (int)key.Kind;
}
