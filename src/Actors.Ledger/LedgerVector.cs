using System.Collections.Immutable;
using System.Globalization;

namespace Actors.Ledger;

/// <summary>Positions by partition. A partition that is not named stands at 0. Written <c>0:41,2:17</c>.</summary>
public sealed class LedgerVector : IEquatable<LedgerVector>
{
    private readonly ImmutableSortedDictionary<int, long> positions;

    private LedgerVector(ImmutableSortedDictionary<int, long> positions) => this.positions = positions;

    /// <summary>Everything at 0.</summary>
    public static LedgerVector Zero { get; } = new(ImmutableSortedDictionary<int, long>.Empty);

    /// <summary>The partitions that are past 0, in order.</summary>
    public IReadOnlyDictionary<int, long> Positions => positions;

    /// <summary>The position of one partition.</summary>
    public long this[int partition] => positions.TryGetValue(partition, out var position) ? position : 0;

    /// <summary>Builds a vector; entries at 0 are dropped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A position or partition is negative.</exception>
    public static LedgerVector Of(IEnumerable<KeyValuePair<int, long>> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        var builder = ImmutableSortedDictionary.CreateBuilder<int, long>();
        foreach (var (partition, position) in positions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(partition);
            ArgumentOutOfRangeException.ThrowIfNegative(position);
            if (position > 0)
            {
                builder[partition] = position;
            }
        }

        return builder.Count == 0 ? Zero : new LedgerVector(builder.ToImmutable());
    }

    /// <summary>This vector with one partition set.</summary>
    public LedgerVector With(int partition, long position) =>
        new(position == 0 ? positions.Remove(partition) : positions.SetItem(partition, position));

    /// <summary>Element-wise maximum.</summary>
    public LedgerVector Max(LedgerVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var result = positions;
        foreach (var (partition, position) in other.positions)
        {
            if (position > this[partition])
            {
                result = result.SetItem(partition, position);
            }
        }

        return new LedgerVector(result);
    }

    /// <summary>True when no partition of this vector is behind the other's.</summary>
    public bool Covers(LedgerVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (partition, position) in other.positions)
        {
            if (this[partition] < position)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads <c>0:41,2:17</c>; the empty string is <see cref="Zero"/>.</summary>
    public static bool TryParse(string? text, out LedgerVector vector)
    {
        vector = Zero;
        if (string.IsNullOrEmpty(text))
        {
            return text is not null;
        }

        var builder = ImmutableSortedDictionary.CreateBuilder<int, long>();
        foreach (var part in text.Split(','))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1
                || !int.TryParse(part.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
                || !long.TryParse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
                || builder.ContainsKey(partition))
            {
                return false;
            }

            if (position > 0)
            {
                builder[partition] = position;
            }
        }

        vector = new LedgerVector(builder.ToImmutable());
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', positions.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}:{p.Value}")));

    /// <inheritdoc/>
    public bool Equals(LedgerVector? other) =>
        other is not null && positions.Count == other.positions.Count && Covers(other) && other.Covers(this);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LedgerVector);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var (partition, position) in positions)
        {
            hash.Add(partition);
            hash.Add(position);
        }

        return hash.ToHashCode();
    }
}
