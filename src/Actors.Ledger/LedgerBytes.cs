using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Actors.Ledger;

/// <summary>How small values stand in columns of bytes. The forms are stored: they may be added to, never changed.</summary>
internal static class LedgerBytes
{
    private const int AddressBytes = 12;

    public static byte[] OfKey(UInt128 value)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes;
    }

    public static UInt128 ToKey(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128BigEndian(bytes);

    /// <summary>A 128-bit value in the shape of a uuid, of the same order.</summary>
    public static Guid ToGuid(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return new Guid(bytes, bigEndian: true);
    }

    public static UInt128 ToKey(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static byte[] OfIncident(Guid incident) => incident.ToByteArray(bigEndian: true);

    public static Guid ToIncident(ReadOnlySpan<byte> bytes) => new(bytes, bigEndian: true);

    /// <summary>Addresses as (partition: 4 bytes, position: 8 bytes), little-endian, in the order given.</summary>
    public static byte[] OfAddresses(IReadOnlyList<EntryAddress> addresses)
    {
        var bytes = new byte[addresses.Count * AddressBytes];
        for (var i = 0; i < addresses.Count; i++)
        {
            var target = bytes.AsSpan(i * AddressBytes);
            BinaryPrimitives.WriteInt32LittleEndian(target, addresses[i].Partition);
            BinaryPrimitives.WriteInt64LittleEndian(target[4..], addresses[i].Position);
        }

        return bytes;
    }

    public static EntryAddress[] ToAddresses(ReadOnlySpan<byte> bytes)
    {
        var addresses = new EntryAddress[bytes.Length / AddressBytes];
        for (var i = 0; i < addresses.Length; i++)
        {
            var source = bytes[(i * AddressBytes)..];
            addresses[i] = new(BinaryPrimitives.ReadInt32LittleEndian(source), BinaryPrimitives.ReadInt64LittleEndian(source[4..]));
        }

        return addresses;
    }

    /// <summary>Term ids as 4 bytes each, little-endian, in the order given.</summary>
    public static byte[] OfTerms(ReadOnlySpan<int> terms)
    {
        var bytes = new byte[terms.Length * sizeof(int)];
        for (var i = 0; i < terms.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), terms[i]);
        }

        return bytes;
    }

    public static ImmutableArray<int> ToTerms(ReadOnlySpan<byte> bytes)
    {
        var terms = new int[bytes.Length / sizeof(int)];
        for (var i = 0; i < terms.Length; i++)
        {
            terms[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(i * sizeof(int))..]);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(terms);
    }

    /// <summary>The bytes as an array, without a copy where the memory is a whole array already.</summary>
    public static byte[] ToArray(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : memory.ToArray();

    /// <summary>Days as a sort key: later days first, undated last.</summary>
    public static int SortDay(DateOnly? day) => day is { } known ? -known.DayNumber : int.MaxValue;
}
