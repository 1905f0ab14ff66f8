using System.Buffers.Binary;
using System.Text;
using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Notifications;
using Actors.Ledger;

namespace Actors.Grains.Notifications;

/// <summary>What a subject said last, and what it knows beyond that without having said it.</summary>
/// <param name="Position">Of its last notification; 0: none.</param>
/// <param name="Vector">Of the state that was decided on.</param>
/// <param name="State">What was said, and what came about silently since.</param>
/// <param name="Last">The last decision, recorded or not.</param>
/// <param name="Recorded">The decision recorded with the last notification.</param>
internal sealed record LastSaid(long Position, LedgerVector Vector, NotificationState State, Decision? Last, Decision? Recorded)
{
    private const byte Version = 2;

    public static LastSaid Nothing { get; } = new(0, LedgerVector.Zero, NotificationState.Empty, null, null);

    /// <summary>From the record of the last notification.</summary>
    public static async Task<LastSaid> ReadAsync(FenceReader fences, FenceState fence)
    {
        var record = NotificationRecord.Read((await fences.ReadEntryAsync(fence)).Report);
        return new LastSaid(fence.Address.Position, fence.Vector, record.State, record.Decision, record.Decision);
    }

    /// <summary>Stored form within a snapshot, version 2: position, what arrived since with the import it belongs to, vector, and the record with
    /// both decisions. Version 1 had one figure less, and no import.</summary>
    public byte[] Write(LateArrivals arrivals)
    {
        var (saved, import) = arrivals.Save();
        var name = Encoding.UTF8.GetBytes(import ?? "");
        var vector = Encoding.ASCII.GetBytes(Vector.ToString());
        var record = Last is null
            ? []
            : NotificationRecord.Write(DecisionJson.Write(Last), State.Write(), Recorded is null ? [] : DecisionJson.Write(Recorded));
        var bytes = new byte[9 + (8 * saved.Length) + 4 + name.Length + 4 + vector.Length + record.Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1), Position);
        var at = 9;
        foreach (var value in saved)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), value);
            at += 8;
        }

        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), name.Length);
        name.CopyTo(bytes.AsSpan(at + 4));
        at += 4 + name.Length;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), vector.Length);
        vector.CopyTo(bytes.AsSpan(at + 4));
        record.CopyTo(bytes.AsSpan(at + 4 + vector.Length));
        return bytes;
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null where it is of another version: then the last notification is read instead.</summary>
    public static LastSaid? Read(ReadOnlyMemory<byte> bytes, LateArrivals arrivals)
    {
        if (bytes.IsEmpty || bytes.Span[0] is not (1 or Version))
        {
            return null;
        }

        var position = BinaryPrimitives.ReadInt64LittleEndian(bytes.Span[1..]);
        var saved = new long[arrivals.Save().Figures.Length - (bytes.Span[0] == 1 ? 1 : 0)];
        var at = 9;
        for (var i = 0; i < saved.Length; i++, at += 8)
        {
            saved[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes.Span[at..]);
        }

        string? import = null;
        if (bytes.Span[0] == Version)
        {
            var name = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[at..]);
            import = name == 0 ? null : Encoding.UTF8.GetString(bytes.Span.Slice(at + 4, name));
            at += 4 + name;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[at..]);
        var text = Encoding.ASCII.GetString(bytes.Span.Slice(at + 4, length));
        if (!LedgerVector.TryParse(text, out var vector))
        {
            throw new FormatException($"'{text}' in a snapshot is no ledger vector.");
        }

        arrivals.Restore(saved, import);
        var rest = bytes[(at + 4 + length)..];
        if (rest.IsEmpty)
        {
            return new LastSaid(position, vector, NotificationState.Empty, null, null);
        }

        var record = NotificationRecord.Read(rest);
        return new LastSaid(position, vector, record.State, record.Decision, record.Previous);
    }
}
