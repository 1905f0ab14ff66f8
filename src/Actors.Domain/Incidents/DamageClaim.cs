using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>What one report says about damage to one object; more than one item where it names the object repeatedly.</summary>
internal readonly struct DamageClaim : IEquatable<DamageClaim>
{
    private DamageClaim(ImmutableArray<Damage> items) => Items = items;

    public ImmutableArray<Damage> Items { get; }

    public static DamageClaim Of(string damaged, ImmutableArray<Damage> all)
    {
        var count = 0;
        foreach (var damage in all)
        {
            count += string.Equals(damage.Object, damaged, StringComparison.Ordinal) ? 1 : 0;
        }

        return new DamageClaim(count == all.Length ? all : [.. all.Where(d => string.Equals(d.Object, damaged, StringComparison.Ordinal))]);
    }

    /// <summary>True when <paramref name="specific"/> says the same and more: an extent or a count not stated, or a wider count.</summary>
    public bool Contains(DamageClaim specific) =>
        Items.Length == 1
        && specific.Items.Length == 1
        && Contains(Items[0].Count, specific.Items[0].Count)
        && (Items[0].Extent is null || string.Equals(Items[0].Extent, specific.Items[0].Extent, StringComparison.Ordinal))
        && !Equals(specific);

    public bool Equals(DamageClaim other) => Items.AsSpan().SequenceEqual(other.Items.AsSpan());

    public override bool Equals(object? obj) => obj is DamageClaim other && Equals(other);

    public override int GetHashCode() => Items.IsDefaultOrEmpty ? 0 : Items[0].GetHashCode();

    private static bool Contains(Figure? general, Figure? specific) =>
        general is not { } wide
        || (specific is { } narrow && wide.Low <= narrow.Low && (wide.High is null || narrow.High <= wide.High));
}
