using System.Buffers.Binary;
using System.Text;
using Actors.Abstractions.Intake;
using Actors.Ledger;

namespace Actors.Grains.Partitions;

/// <summary>What the report registry keeps of a receipt, so that a repeat years later gets the first answer.</summary>
/// <param name="Thread">The incident, or the thread of a signal.</param>
/// <param name="IsIncident">False: the receipt names no incident.</param>
/// <param name="Revision">The revision made.</param>
/// <param name="Matched">The incident it was matched to.</param>
/// <param name="Why">Why it was matched or is new.</param>
public sealed record ReceiptBlob(Guid Thread, bool IsIncident, int Revision, Guid? Matched, string? Why)
{
    private const byte Version = 1;

    public byte[] Encode()
    {
        var why = Why is null ? [] : Encoding.UTF8.GetBytes(Why);
        var bytes = new byte[22 + (Matched is null ? 0 : 16) + why.Length];
        bytes[0] = Version;
        bytes[1] = (byte)((IsIncident ? 1 : 0) | (Matched is null ? 0 : 2) | (Why is null ? 0 : 4));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(2), Revision);
        Thread.TryWriteBytes(bytes.AsSpan(6), bigEndian: true, out _);
        var at = 22;
        if (Matched is { } matched)
        {
            matched.TryWriteBytes(bytes.AsSpan(at), bigEndian: true, out _);
            at += 16;
        }

        why.CopyTo(bytes, at);
        return bytes;
    }

    /// <exception cref="FormatException">The bytes are of another version.</exception>
    public static ReceiptBlob Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 22 || bytes[0] != Version)
        {
            throw new FormatException($"A stored receipt has version {(bytes.Length == 0 ? "none" : bytes[0])}; this program reads version {Version}.");
        }

        var flags = bytes[1];
        var at = 22;
        Guid? matched = null;
        if ((flags & 2) != 0)
        {
            matched = new Guid(bytes.Slice(at, 16), bigEndian: true);
            at += 16;
        }

        return new ReceiptBlob(
            new Guid(bytes.Slice(6, 16), bigEndian: true),
            (flags & 1) != 0,
            BinaryPrimitives.ReadInt32BigEndian(bytes[2..]),
            matched,
            (flags & 4) != 0 ? Encoding.UTF8.GetString(bytes[at..]) : null);
    }

    public Receipt ToReceipt(string reportId, EntryAddress address, ReceiptStatus status) => new()
    {
        Report = reportId,
        Incident = IsIncident ? Thread : null,
        Revision = IsIncident ? Revision : 0,
        Positions = LedgerVector.Zero.With(address.Partition, address.Position).ToString(),
        Status = status,
        MatchedIncident = Matched,
        MatchedWhy = Why,
    };
}
