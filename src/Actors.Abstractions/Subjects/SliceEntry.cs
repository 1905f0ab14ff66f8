using System.Collections.Immutable;

namespace Actors.Abstractions.Subjects;

/// <summary>
/// One ledger entry as subjects fold it. Subjects of one silo share the instance, and with it the decoded effects.
/// </summary>
[GenerateSerializer, Immutable, Alias("Actors.SliceEntry")]
public sealed class SliceEntry
{
    // Not part of the wire form: whoever decodes first leaves the result for the other subjects on this silo.
    [NonSerialized]
    private object? decoded;

    public SliceEntry(long position, DateTimeOffset recordedAt, byte kind, ImmutableArray<int> terms, ReadOnlyMemory<byte> effects)
    {
        Position = position;
        RecordedAt = recordedAt;
        Kind = kind;
        Terms = terms;
        Effects = effects;
    }

    /// <summary>Position within the partition, from 1.</summary>
    [Id(0)]
    public long Position { get; }

    /// <summary>When it was recorded (database clock, µs).</summary>
    [Id(1)]
    public DateTimeOffset RecordedAt { get; }

    /// <summary>The kind, as appended.</summary>
    [Id(2)]
    public byte Kind { get; }

    /// <summary>Term ids of the subjects it names (leaf facts).</summary>
    [Id(3)]
    public ImmutableArray<int> Terms { get; }

    /// <summary>The effects as stored.</summary>
    [Id(4)]
    public ReadOnlyMemory<byte> Effects { get; }

    /// <summary>
    /// The decoded effects; <paramref name="decode"/> runs at most a few times per silo, usually once. It must be pure, and
    /// every caller must ask for the same type.
    /// </summary>
    /// <exception cref="InvalidCastException">Another type was decoded before.</exception>
    public T Decode<T>(Func<ReadOnlyMemory<byte>, T> decode)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(decode);
        if (Volatile.Read(ref decoded) is { } known)
        {
            return (T)known;
        }

        var made = decode(Effects);
        return (T)(Interlocked.CompareExchange(ref decoded, made, null) ?? made);
    }
}
