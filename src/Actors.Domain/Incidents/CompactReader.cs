using System.Buffers.Binary;

namespace Actors.Domain.Incidents;

/// <summary>Reads what <see cref="CompactWriter"/> wrote; every defect is a <see cref="StoredFormException"/> that names the blob.</summary>
internal ref struct CompactReader(ReadOnlySpan<byte> bytes, string what)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private readonly string what = what;
    private string[] strings = [];
    private int at;

    public readonly int Position => at;

    public readonly bool AtEnd => at == bytes.Length;

    public byte Byte()
    {
        if (at >= bytes.Length)
        {
            throw Truncated();
        }

        return bytes[at++];
    }

    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        var other => throw Defect($"a flag is {other} at byte {at - 1}"),
    };

    /// <summary>The version byte; only <paramref name="known"/> is readable.</summary>
    public void Version(byte known)
    {
        var version = Byte();
        if (version != known)
        {
            throw Defect($"it is of version {version}; this build reads version {known}");
        }
    }

    public ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Defect($"a number at byte {at - 10} is longer than 10 bytes");
    }

    public long Count()
    {
        var value = Unsigned();
        return value <= long.MaxValue ? (long)value : throw Defect($"a count before byte {at} is out of range");
    }

    public int Count32()
    {
        var value = Unsigned();
        return value <= int.MaxValue ? (int)value : throw Defect($"a count before byte {at} is out of range");
    }

    /// <summary>A number of items that each take at least one byte: a broken count must not reserve the memory it asks for.</summary>
    public int Items()
    {
        var count = Count32();
        return count <= bytes.Length - at ? count : throw Truncated();
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public Guid Id() => new(Raw(16), bigEndian: true);

    public long Fixed64() => BinaryPrimitives.ReadInt64LittleEndian(Raw(8));

    public ReadOnlySpan<byte> Raw(int length)
    {
        if (length > bytes.Length - at)
        {
            throw Truncated();
        }

        var slice = bytes.Slice(at, length);
        at += length;
        return slice;
    }

    public ReadOnlySpan<byte> Blob() => Raw(Items());

    public string InlineText() => TextPool.Get(Blob());

    /// <summary>Reads the string table that stands here.</summary>
    public void Table()
    {
        var count = Items();
        strings = count == 0 ? [] : new string[count];
        for (var i = 0; i < count; i++)
        {
            strings[i] = InlineText();
        }
    }

    public string Text() => Lookup(Count());

    public string? OptionalText()
    {
        var number = Count();
        return number == 0 ? null : Lookup(number - 1);
    }

    public SubjectId Subject()
    {
        var packed = Count();
        var kind = packed & 3;
        return kind <= 2 ? new SubjectId((SubjectKind)kind, Lookup(packed >> 2)) : throw Defect($"a subject before byte {at} has no known kind");
    }

    public DateOnly Day()
    {
        var number = Count();
        return number <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)number) : throw Defect($"a day before byte {at} is out of range");
    }

    /// <exception cref="StoredFormException">Bytes are left.</exception>
    public readonly void End()
    {
        if (at != bytes.Length)
        {
            throw Defect($"{bytes.Length - at} bytes follow its end");
        }
    }

    public readonly StoredFormException Defect(string detail) => new($"The stored {what} cannot be read: {detail}.");

    private readonly string Lookup(long number) =>
        number < strings.Length ? strings[number] : throw Defect($"text {number} of {strings.Length} is asked for before byte {at}");

    private readonly StoredFormException Truncated() => Defect($"it ends early, at byte {bytes.Length}");
}
