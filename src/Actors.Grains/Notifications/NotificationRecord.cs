using System.Buffers.Binary;
using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Notifications;

namespace Actors.Grains.Notifications;

/// <summary>
/// What the last notification of a plan keeps besides its public JSON: the decision, what had been said once it was written, and the
/// decision before where that was never recorded. The report blob of the notification partition, and part of a subject's snapshot.
/// </summary>
/// <param name="Previous">Null: the decision recorded last before this one.</param>
internal sealed record NotificationRecord(Decision Decision, NotificationState State, Decision? Previous)
{
    private const byte FormVersion = 1;

    /// <summary>Stored form: version, then decision, state and previous decision, each with its length (little-endian, 32 bits; 0: none).</summary>
    public static byte[] Write(ReadOnlySpan<byte> decision, ReadOnlySpan<byte> state, ReadOnlySpan<byte> previous)
    {
        var bytes = new byte[1 + 12 + decision.Length + state.Length + previous.Length];
        bytes[0] = FormVersion;
        var at = Put(bytes, 1, decision);
        at = Put(bytes, at, state);
        Put(bytes, at, previous);
        return bytes;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is of a later version, or none at all.</exception>
    public static NotificationRecord Read(ReadOnlyMemory<byte> bytes)
    {
        var (decision, state, previous) = Parts(bytes);
        return new NotificationRecord(
            DecisionJson.Read(decision.Span),
            NotificationState.Read(state),
            previous.IsEmpty ? null : DecisionJson.Read(previous.Span));
    }

    /// <summary>The decision alone, as JSON.</summary>
    public static ReadOnlyMemory<byte> DecisionOf(ReadOnlyMemory<byte> bytes) => Parts(bytes).Decision;

    private static (ReadOnlyMemory<byte> Decision, ReadOnlyMemory<byte> State, ReadOnlyMemory<byte> Previous) Parts(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty || bytes.Span[0] != FormVersion)
        {
            throw new FormatException($"The record of a notification must be of version {FormVersion}; it is {(bytes.IsEmpty ? "empty" : bytes.Span[0])}.");
        }

        var at = 1;
        return (Take(bytes, ref at), Take(bytes, ref at), Take(bytes, ref at));
    }

    private static int Put(byte[] bytes, int at, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), part.Length);
        part.CopyTo(bytes.AsSpan(at + 4));
        return at + 4 + part.Length;
    }

    private static ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> bytes, ref int at)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[at..]);
        var part = bytes.Slice(at + 4, length);
        at += 4 + length;
        return part;
    }
}
